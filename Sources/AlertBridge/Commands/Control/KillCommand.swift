enum KillCommand: Command {
    static let words = ["kill"]
    static let summary = """
        Sets the kill switch: for everything, one account or one strategy.

        What it does: every entry in its scope is denied from now on, also one that was approved and waits to be
        sent; entries that rest at the venue are cancelled. What it does not do: positions stay open with the
        stops and targets that stand at the venue, exits and closes go on, and what was placed on the platform
        by hand is left, unless --flatten closes and cancels all of it (for everything or one account). It holds
        over restarts until `alertbridge resume` of the same scope, whatever the settings say.
        """
    static let options: [Arguments.Option] =
        [
            ControlRun.account, ControlRun.strategy, .init("all", nil, "everything (the default)"),
            ControlRun.flatten, ControlRun.yes,
        ] + ControlRun.common

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let key = try ControlRun.key(of: arguments) ?? .all
        guard key.scope != .strategy || !arguments.has("flatten") else {
            throw UsageError(
                "--flatten needs an account or --all: what a strategy holds cannot be told apart")
        }
        return try ControlRun(arguments, .kill, key).perform()
    }
}
