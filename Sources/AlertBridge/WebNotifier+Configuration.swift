import Notify
import Settings

extension WebNotifier {
    /// Nil where the settings name nobody to tell.
    static func of(_ configuration: Configuration) throws(Fatal) -> WebNotifier? {
        guard !configuration.receivers.isEmpty else { return nil }
        let addresses = configuration.receivers.map { receiver in
            NotifyAddress(
                name: receiver.target.name, url: receiver.url.reveal(),
                authorization: receiver.authorization?.reveal())
        }
        do { return try WebNotifier(addresses) } catch {
            throw Fatal(status: .systemUnusable, message: "notifications: \(error)")
        }
    }
}
