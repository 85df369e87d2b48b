enum HaltCommand: Command {
    static let words = ["halt"]
    static let summary = """
        Halts an account, or everything: from now on only cancelling and closing leave.

        Entries that rest at the venue are cancelled. Positions stay, with the stops and targets that stand at
        the venue, unless --flatten closes them. It holds over restarts until `alertbridge resume`, whatever the
        settings say. A bridge that serves is asked over its control listener; without one the word is written
        into the ledger, and resting entries are cancelled once a bridge serves.
        """
    static let options: [Arguments.Option] =
        [
            ControlRun.account, .init("all", nil, "every account (the default)"), ControlRun.flatten,
            ControlRun.yes,
        ] + ControlRun.common

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        try ControlRun(arguments, .halt, try ControlRun.key(of: arguments) ?? .all).perform()
    }
}
