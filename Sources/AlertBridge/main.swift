import Glibc

Signals.outliveFailedWrites()
var status = CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))
Console.drain()
if let failure = Console.outputFailure {
    Console.error("alertbridge: standard output could not be written: \(failure)")
    if status == .success { status = .unwell }
}
exit(status.rawValue)
