/// A body read for one source, as the listener does it.
extension AlertReader {
    /// What the body says, or why it cannot be meant; a refusal never quotes the source's secret.
    package static func alert(in text: Result<Text, Refusal>, from source: Source) throws(Refusal) -> Alert {
        do throws(Refusal) {
            return try read(try text.get(), from: source)
        } catch {
            throw withoutSecret(error, try? text.get(), source)
        }
    }

    /// A refusal quotes the value at fault; one that holds the secret is not quoted.
    private static func withoutSecret(_ refusal: Refusal, _ text: Text?, _ source: Source) -> Refusal {
        let value = refusal.key.flatMap { text?.value(of: $0)?.string } ?? ""
        let isSafe =
            !source.secret.isContained(in: Array(value.utf8))
            && !source.secret.isPrefix(of: refusal.key ?? "")
            && ![refusal.reason, refusal.remedy, refusal.key ?? ""].contains(where: source.secret.isQuoted)
        guard !isSafe else { return refusal }
        return Refusal(
            refusal.code, reason: "the source's secret stands where it does not belong",
            remedy: "put the secret in its own member alone, or in the URL", line: refusal.line,
            column: refusal.column)
    }
}
