import OwnThreads
import TLS
import TLSPeer
import Testing

@Suite(.ownThreads)
struct TLSIdentityTests {
    private let root = TestCertificate([("CN", "root")], isAuthority: true)

    private func fault(
        _ certificate: [UInt8], _ key: [UInt8], authorities: [UInt8]? = nil
    ) -> TLSFault? {
        do {
            _ = try TLSIdentity(certificate: certificate, key: key, authorities: authorities)
            return nil
        } catch {
            return error
        }
    }

    @Test func `tells what the certificate says of itself`() throws {
        let own = TestCertificate(issuer: root, lasts: -60...3_600)
        let alone = try TLSIdentity(certificate: own.certificate, key: own.key)
        #expect(!alone.isSelfSigned && alone.chainCount == 0 && !alone.knowsAuthorities)
        let chained = try TLSIdentity(
            certificate: own.certificate + root.certificate, key: own.key, authorities: root.certificate)
        #expect(chained.chainCount == 1 && chained.knowsAuthorities)
        let selfMade = try TLSIdentity(certificate: root.certificate, key: root.key)
        #expect(selfMade.isSelfSigned)
        #expect(alone.endsAt < selfMade.endsAt && alone.endsAt > 1_700_000_000)
    }

    @Test func `takes one that has ended: whether to show it is not decided here`() throws {
        let old = TestCertificate(lasts: -7_200 ... -3_600)
        #expect(try TLSIdentity(certificate: old.certificate, key: old.key).endsAt > 0)
    }

    @Test func `names the part in which a fault lies`() {
        let (own, other) = (TestCertificate(), TestCertificate())
        let text = Array("no PEM at all\n".utf8)
        #expect(fault(text, own.key)?.part == .certificate)
        #expect(fault([], own.key)?.part == .certificate)
        #expect(fault(own.key, own.key)?.part == .certificate)
        #expect(fault(own.certificate, text)?.part == .key)
        #expect(fault(own.certificate, own.certificate)?.part == .key)
        #expect(fault(own.certificate, other.key)?.what == "is not the key of the certificate")
        #expect(fault(own.certificate, own.lockedKey)?.what == "is locked with a passphrase")
        #expect(fault(own.certificate, own.key, authorities: text)?.part == .authorities)
        #expect(fault(own.certificate, own.key, authorities: [])?.part == .authorities)
    }

    @Test func `refuses a chain of which a part is broken`() {
        let own = TestCertificate(issuer: root)
        var broken = root.certificate
        broken[broken.count / 2] = UInt8(ascii: "!")
        #expect(
            fault(own.certificate + broken, own.key)?.what == "holds a certificate that cannot be read")
        let text = String(decoding: own.certificate, as: UTF8.self)
        #expect(fault(Array(text.utf8.prefix(text.utf8.count / 2)), own.key)?.part == .certificate)
    }

    @Test func `reads a key in front of its certificate, and text between them`() throws {
        let own = TestCertificate()
        let both = Array("Bag Attributes\n".utf8) + own.key + Array("subject=…\n".utf8) + own.certificate
        _ = try TLSIdentity(certificate: both, key: both)
    }
}
