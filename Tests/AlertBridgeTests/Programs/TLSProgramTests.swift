import Glibc
import JSON
import RawSockets
import TLSPeer
import Testing

extension ProgramTests {
    /// A bridge that ends TLS itself.
    @Suite struct TLSProgramTests {
        private let subject = [
            ("C", "US"), ("ST", "Ohio"), ("L", "Westerville"), ("O", "TradingView, Inc."),
            ("CN", "TradingView Webhooks"),
        ]

        /// Both programs, with what the settings say of TLS, of the source and of proxies.
        private func start(
            _ own: TestCertificate, authority: TestCertificate? = nil, source: String = "",
            proxies: String = "[]"
        ) async throws -> Site {
            let site = try Site()
            try show(own, at: site)
            try site.scratch.write("ca.pem", Self.text(authority?.certificate ?? []))
            let authorities = authority == nil ? "" : ", client_ca: ca.pem"
            site.settings.tls =
                "tls: { certificate: own.pem, key: own.key\(authorities) }, trusted_proxies: \(proxies)"
            site.settings.source = source
            try await site.startReady()
            return site
        }

        private func show(_ own: TestCertificate, at site: Site) throws {
            try site.scratch.write("own.pem", Self.text(own.certificate))
            try site.scratch.write("own.key", Self.text(own.key))
        }

        private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

        /// One connection, and what it is answered.
        private final class Visit {
            let serverSHA256: String?
            private let descriptor: Int32
            private let channel: TLSChannel

            init(_ site: Site, _ certificate: TestCertificate? = nil) throws {
                descriptor = try Loopback.connect(to: site.webhookPort)
                guard let channel = TLSChannel(.init(certificate: certificate), on: descriptor) else {
                    close(descriptor)
                    throw SystemFailure("no hand was shaken", 0)
                }
                self.channel = channel
                serverSHA256 = channel.serverSHA256
            }

            deinit { close(descriptor) }

            /// - Returns: The status of the answer; 0 without one.
            func enter(_ id: String, secret: String = SampleSettings.secret) -> Int {
                let body = #"{"id":"\#(id)","action":"buy","ticker":"NQ1!","size":1}"#
                let head = "POST /hooks/orb/\(secret) HTTP/1.1\r\nHost: alerts\r\n"
                let request = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
                guard request.withUnsafeBytes({ channel.send($0) }) == request.count else { return 0 }
                var answer: [UInt8] = []
                var piece = [UInt8](repeating: 0, count: 16_384)
                // The answer is small, and comes in one piece or two.
                while !Self.isWhole(answer) {
                    let count = piece.withUnsafeMutableBytes { channel.receive($0) }
                    guard count > 0 else { return 0 }
                    answer += piece.prefix(count)
                }
                return Int(String(decoding: answer.dropFirst(9).prefix(3), as: UTF8.self)) ?? 0
            }

            private static func isWhole(_ answer: [UInt8]) -> Bool {
                let text = String(decoding: answer, as: UTF8.self)
                guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
                let lines = text[..<end.lowerBound].split(separator: "\r\n")
                let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
                let count = length.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
                return text[end.upperBound...].utf8.count >= count
            }
        }

        @Test func `takes alerts, and keeps which certificate their sender showed`() async throws {
            let site = try await start(TestCertificate())
            defer { site.end() }
            let shown = TestCertificate(subject)
            #expect(try Visit(site, shown).enter("one") == 200)
            #expect(try Visit(site).enter("two") == 200)
            let deliveries = try await site.records("export", "--table", "deliveries")
            #expect(
                deliveries.map { $0["certificate_fingerprint"]?.string } == [shown.sha256, nil])
            #expect(
                deliveries.first?["certificate_subject"]?.string
                    == #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#)
            #expect(deliveries.allSatisfy { $0["peer"]?.string == "127.0.0.1" })
            #expect(try await site.verifies())
        }

        @Test func `where a source asks for TradingView's, nobody else's will do`() async throws {
            let root = TestCertificate([("CN", "root")], isAuthority: true)
            let site = try await start(
                TestCertificate(), authority: root, source: ", certificates: [tradingview]")
            defer { site.end() }
            let wrong = String(SampleSettings.secret.reversed())
            #expect(try Visit(site, TestCertificate(subject, issuer: root)).enter("one") == 200)
            #expect(try Visit(site, TestCertificate(subject)).enter("two") == 401)
            #expect(try Visit(site, TestCertificate([("CN", "x")], issuer: root)).enter("three") == 401)
            #expect(try Visit(site).enter("four") == 401)
            #expect(
                try Visit(site, TestCertificate(subject, issuer: root)).enter("five", secret: wrong) == 401)
        }

        @Test func `SIGHUP shows a new certificate, and keeps the old where the new is broken`() async throws
        {
            let (old, new) = (TestCertificate(), TestCertificate())
            // Others have one request on a connection.
            let site = try await start(old, proxies: "[127.0.0.1]")
            defer { site.end() }
            let kept = try Visit(site)
            #expect(kept.enter("one") == 200)
            try show(new, at: site)
            site.bridge?.signal(SIGHUP)
            #expect(try await eventually { try Visit(site).serverSHA256 == new.sha256 })
            #expect(kept.enter("two") == 200 && kept.serverSHA256 == old.sha256)

            try site.scratch.write("own.key", Self.text(old.key))
            site.bridge?.signal(SIGHUP)
            #expect(await eventually { site.bridge?.errors.contains("reload=failed") == true })
            #expect(site.bridge?.errors.contains("is not the key of the certificate") == true)
            #expect(try Visit(site).serverSHA256 == new.sha256)
            #expect(kept.enter("three") == 200)
            site.bridge?.signal(SIGTERM)
            #expect(await site.bridge?.ended() == .exited(0))
        }

        @Test func `check says when the certificate ends, and that it has`() async throws {
            let site = try Site()
            defer { site.end() }
            site.settings.tls = "tls: { certificate: own.pem, key: own.key }"
            // Nobody is asked there.
            site.settings.venuePort = 1
            for (seconds, ending, word) in [
                (-60, 1, "ended"), (86_400 * 5, 0, "ends"), (86_400 * 60, 0, nil),
            ] {
                try show(TestCertificate(lasts: -864_000...seconds), at: site)
                let file = try site.scratch.write("settings.yaml", site.settings.text)
                let check = try site.start(["check", "--config", file])
                #expect(await check.ended() == .exited(Int32(ending)))
                #expect(check.output.contains("listen.tls.certificate \(word ?? "end")") == (word != nil))
                #expect(check.output.contains("TradingView does not believe it"))
            }
        }

        @Test func `without TLS SIGHUP changes nothing`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            site.bridge?.signal(SIGHUP)
            #expect(await eventually { site.bridge?.errors.contains("reload=nothing") == true })
            #expect(await site.enter("one").status == 200)
        }
    }
}
