enum ReduceCommand: Command {
    static let words = ["reduce"]
    static let summary = """
        Lets an account, or everything, only take positions off: exits and protection leave, entries do not.

        Entries that rest at the venue are cancelled; positions stay. It holds over restarts until
        `alertbridge resume` or `alertbridge halt`, whatever the settings say.
        """
    static let options: [Arguments.Option] =
        [ControlRun.account, .init("all", nil, "every account (the default)"), ControlRun.yes]
        + ControlRun.common

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        try ControlRun(arguments, .reduce, try ControlRun.key(of: arguments) ?? .all).perform()
    }
}
