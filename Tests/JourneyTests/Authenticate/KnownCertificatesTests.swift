import Journey
import Testing

struct KnownCertificatesTests {
    static let digits = String(repeating: "0a", count: 32)
    private let known = CertificateFingerprint(digits)

    private func shown(
        _ subject: String? = nil, _ fingerprint: String? = nil, isVouchedFor: Bool = true
    ) -> ClientCertificate? {
        ClientCertificate(
            subject: subject, fingerprint: fingerprint.flatMap(CertificateFingerprint.init),
            isVouchedFor: isVouchedFor)
    }

    @Test(arguments: [
        digits, digits.uppercased(), [String](repeating: "0A", count: 32).joined(separator: ":"),
    ])
    func `reads a fingerprint in each usual spelling`(text: String) {
        #expect(CertificateFingerprint(text)?.description == Self.digits)
    }

    @Test(arguments: [
        "", "0a", String(repeating: "0a", count: 31), String(repeating: "0a", count: 33),
        String(repeating: "0g", count: 32), [String](repeating: "0a0a", count: 16).joined(separator: ":"),
        [String](repeating: "0a", count: 32).joined(separator: " "), String(repeating: "é", count: 32),
        ([String](repeating: "0a", count: 31) + ["+a"]).joined(separator: ":"),
    ])
    func `takes nothing else for a fingerprint`(text: String) {
        #expect(CertificateFingerprint(text) == nil)
    }

    @Test(arguments: [
        #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#,
        #"C=US, ST=Ohio, L=Westerville, O=TradingView\, Inc., CN=TradingView Webhooks"#,
        #"CN=TradingView Webhooks,ST=Ohio,L=Westerville,O=TradingView\, Inc.,C=US"#,
        #"cn=TradingView Webhooks,o=TradingView\, Inc.,l=Westerville,st=Ohio,c=US"#,
    ])
    func `knows TradingView's subject in any order`(text: String) {
        #expect(CertificateSubject(text) == KnownSenders.tradingViewCertificate)
    }

    @Test(arguments: [
        #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio"#,
        #"CN=TradingView Webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US,C=US"#,
        #"CN=tradingview webhooks,O=TradingView\, Inc.,L=Westerville,ST=Ohio,C=US"#,
        #"CN=TradingView Webhooks,O=TradingView\\, Inc.=,L=Westerville,ST=Ohio,C=US"#,
        #"CN=x,O=CN=TradingView Webhooks,L=Westerville,ST=Ohio,C=US"#,
    ])
    func `takes no other subject for TradingView's`(text: String) {
        #expect(CertificateSubject(text) != KnownSenders.tradingViewCertificate)
    }

    @Test(arguments: [
        "", ",", "CN", "CN=", "=x", "CN=x,", "CN=x,,O=y", "C N=x", "O=TradingView, Inc.", "CN=x,\\",
    ])
    func `reads no subject that is not made of parts`(text: String) {
        #expect(CertificateSubject(text) == nil)
    }

    @Test func `a certificate of which neither is told is none`() {
        #expect(shown() == nil && shown("") == nil && shown(nil, "ab") == nil)
        #expect(shown("{http.request.tls.client.subject}") == nil)
        let longest = "CN=" + String(repeating: "x", count: 509)
        #expect(shown(longest)?.subject == longest)
        #expect(shown(longest + "x") == nil)
        #expect(shown(longest + "x", Self.digits)?.fingerprint == known)
    }

    @Test func `where none is asked for any sender will do`() {
        #expect(KnownCertificates().accept(nil))
        #expect(KnownCertificates().accept(shown("CN=x")))
    }

    @Test func `a listed fingerprint is enough, and nothing beside it`() throws {
        let list = KnownCertificates(fingerprints: [try #require(known)])
        #expect(list.accept(shown(nil, Self.digits)))
        #expect(list.accept(shown("CN=x", Self.digits, isVouchedFor: false)))
        #expect(!list.accept(nil))
        #expect(!list.accept(shown("CN=x")))
        #expect(!list.accept(shown("CN=x", String(repeating: "0b", count: 32))))
    }

    @Test func `a listed subject is believed only where somebody vouches for it`() throws {
        let list = KnownCertificates(subjects: [try #require(CertificateSubject("CN=a,O=b"))])
        #expect(list.accept(shown("O=b, CN=a")))
        #expect(!list.accept(shown("CN=a,O=b", isVouchedFor: false)))
        #expect(!list.accept(shown("CN=a")))
        #expect(!list.accept(shown("CN=a,O=b,O=c")))
        #expect(!list.accept(shown(nil, Self.digits)))
        #expect(!list.accept(nil))
    }
}
