import Glibc

Signals.outliveFailedWrites()
let status = CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))
Console.drain()
exit(status.rawValue)
