import Dispatch
import HTTPClient
import JSON
package import Journey
package import Trading

/// Reads every account that a login can see, those too that the settings do not name, with a sign-in of its own.
package final class VisibleAccounts: Sendable {
    private let work: Work

    /// - Throws: `GatewayClientFailure` when the network library cannot be set up.
    package init(_ options: GatewayClientOptions) throws(GatewayClientFailure) {
        do {
            work = try Work(options)
        } catch {
            throw GatewayClientFailure(reason: error.reason)
        }
    }

    /// - Parameters:
    ///   - name: what an account is called; the name that the settings give it, if they do.
    ///   - failed: told for each try that failed, and why; it is tried again until `stop`.
    ///   - then: called once with all accounts, ascending by id.
    package func read(
        naming name: @escaping @Sendable (AccountID) -> AccountName,
        failed: @escaping @Sendable (String) -> Void, then: @escaping @Sendable ([AccountState]) -> Void
    ) {
        work.queue.async { [work] in work.start(name, failed, then) }
    }

    package func stop() {
        work.queue.sync { work.stop() }
    }

    /// @unchecked Sendable: touched only on its queue.
    private final class Work: @unchecked Sendable {
        let queue: DispatchQueue
        private let options: GatewayClientOptions
        private let rest: Rest
        private let turnstile: Turnstile
        private let wiring = Wiring()
        private let signIn: SignIn
        private let reader: Reader
        private let alarm: Alarm
        private var backoff: Backoff
        private var dice = SystemRandomNumberGenerator()
        private var name: (@Sendable (AccountID) -> AccountName)?
        private var failed: (@Sendable (String) -> Void)?
        private var then: (@Sendable ([AccountState]) -> Void)?

        private final class Wiring: @unchecked Sendable {
            weak var work: Work?
        }

        init(_ options: GatewayClientOptions) throws(HTTPClientFailure) {
            self.options = options
            queue = DispatchQueue(label: "gateway.accounts.\(options.name)")
            rest = try Rest(options, on: queue)
            turnstile = Turnstile(options, on: queue)
            signIn = SignIn(
                options, rest: rest, turnstile: turnstile, queue: queue,
                signedIn: { [wiring] in wiring.work?.ask() },
                unreachable: { [wiring] in wiring.work?.failed?($0) })
            reader = Reader(options, rest: rest, signIn: signIn, turnstile: turnstile)
            alarm = Alarm(on: queue)
            backoff = Backoff(options.timings.loginWaits)
            wiring.work = self
        }

        func start(
            _ name: @escaping @Sendable (AccountID) -> AccountName,
            _ failed: @escaping @Sendable (String) -> Void,
            _ then: @escaping @Sendable ([AccountState]) -> Void
        ) {
            self.name = name
            self.failed = failed
            self.then = then
            signIn.start()
        }

        func stop() {
            alarm.cancel()
            reader.stop()
            turnstile.stop()
            signIn.stop()
            rest.stop()
            (name, failed, then) = (nil, nil, nil)
        }

        private func ask() {
            guard then != nil else { return }
            reader.read(.accountSearch, body: RequestBody.accountSearch()) { [self] reply in
                guard let name, let then else { return }
                do {
                    let rows = try Envelope(reading: reply, from: .accountSearch).list("accounts")
                    let accounts = try rows.filter { !$0.isNull }.map { try AccountRow($0) }
                    self.then = nil
                    then(accounts.map { $0.state(of: name($0.id)) }.sorted { $0.id < $1.id })
                } catch {
                    failed?((error as? Unreadable)?.reason ?? "\(error)")
                    alarm.set(after: backoff.next(using: &dice)) { [weak self] in self?.ask() }
                }
            }
        }
    }
}
