import Crypto
import Journey
import Settings

enum TemplateShowCommand: Command {
    static let words = ["template", "show"]
    static let operands = ["NAME"]
    static let summary = """
        Prints one message to paste into a TradingView alert.

        The message goes to standard output, its id with a mark that is new each time; where to paste it, and the
        webhook's URL, go to standard error. With --config the source's name stands in the URL, and a source that does
        not take the template's dialect is told of. The secret is never printed: put your own for YOUR_SECRET.
        The status is 1 when there is no such template, or the source would refuse it.
        """
    static let options: [Arguments.Option] = [
        .init("config", "FILE", "the settings, to fill in the source's name"),
        .init("source", "NAME", "whose alert it will be; needed where the settings have several"),
        .init("host", "NAME", "the host name of your tunnel or proxy"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let name = arguments.rest.first else { throw UsageError("template show needs a NAME") }
        guard let template = AlertTemplate.named(name) else {
            throw Fatal(
                status: .unwell,
                message: "there is no template \(name); `alertbridge template list` has all of them")
        }
        let source = try source(arguments)
        let mark = try String(SecretText.fresh().prefix(6))
        Console.out(String(template.text(marked: mark).dropLast()))
        Console.error("alert:   \(template.kind)")
        Console.error("webhook: \(url(template, source?.name, host: arguments["host"]))")
        guard let source, !source.dialect.takes(template.dialect) else { return .success }
        Console.error(
            "source \(source.name) does not take it: write dialect: \(template.dialect.rawValue) for it in the settings"
        )
        return .unwell
    }

    /// Nil without settings.
    private static func source(_ arguments: Arguments) throws -> Source? {
        guard let path = arguments["config"] else {
            guard arguments["source"] == nil else { throw UsageError("--source needs --config FILE") }
            return nil
        }
        return try ExplainCommand.choose(try CheckCommand.load(path).sources, arguments["source"])
    }

    private static func url(_ template: AlertTemplate, _ source: String?, host: String?) -> String {
        let hook = "https://\(host ?? "YOUR_HOST")/hooks/\(source ?? "YOUR_SOURCE")"
        return template.holdsSecret ? hook : "\(hook)/\(AlertTemplate.secret)"
    }
}
