import Journey

enum AccountAcknowledgeCommand: Command {
    static let words = ["account", "acknowledge"]
    static let operands = ["NAME"]
    static let summary = """
        Shows what an account's profile says, and lets the account trade by it once you say yes.

        Until then the account is halted, and where it holds something it may only take that off. The word is bound to
        every number of the profile: where one changes, it has to be acknowledged again. A bridge that serves is asked
        over its control listener; without one the word is written into the ledger.
        """
    static let options: [Arguments.Option] = [ControlRun.yes] + ControlRun.common

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let name = arguments.rest.first else { throw UsageError("name the account") }
        let run = try ControlRun(arguments, .acknowledge, ControlRow.Key(.profile, name))
        guard let account = run.account, let terms = account.terms else {
            throw Fatal(
                status: .usage,
                message: "account \(name) has no profile: name one in the settings, such as "
                    + "profile: topstep-50k-combine")
        }
        guard !terms.lacksFloor else {
            throw Fatal(
                status: .usage,
                message:
                    "account \(name) has a maximum loss limit and no floor: read it off the firm's dashboard "
                    + "and add drawdown: { floor: USD, as_of: DATE } to the account")
        }
        return try run.perform(showing: account.firmLines ?? [])
    }
}
