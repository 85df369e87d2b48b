import Glibc

Signals.hold()
exit(CommandLineTool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
