import OwnThreads
import Settings
import TLSPeer
import Testing

/// The listener's own TLS.
@Suite(.ownThreads)
struct SettingsTLSTests {
    private let own = TestCertificate()

    private func folder(_ change: (SecretFolder) throws -> Void = { _ in }) throws -> SecretFolder {
        let folder = try SecretFolder()
        try folder.write("own.pem", own.certificate, mode: 0o644)
        try folder.write("own.key", own.key)
        try change(folder)
        return folder
    }

    private func settings(_ keys: String, webhook: String = "127.0.0.1:8080") -> String {
        "listen: { webhook: \(webhook), tls: { \(keys) } }\n" + SampleSettings.least
    }

    @Test func `reads the files, and says what its senders will not believe`() throws {
        let folder = try folder()
        let configuration = try SampleSettings.parse(
            settings("certificate: own.pem, key: own.key, client_ca: own.pem", webhook: "0.0.0.0:443"),
            folder: folder.path)
        let tls = try #require(configuration.tls)
        #expect(tls.identity.knowsAuthorities)
        // Encrypted, so an open address is no notice; nobody believes what signed itself.
        #expect(
            configuration.notices.map(\.what) == [
                "listen.tls.certificate was signed by itself: TradingView does not believe it"
            ])
        #expect(try SampleSettings.parse(SampleSettings.least).tls == nil)
    }

    @Test func `misses the chain of one that others issued`() throws {
        let root = TestCertificate([("CN", "root")], isAuthority: true)
        let leaf = TestCertificate(issuer: root)
        let folder = try folder { folder in
            try folder.write("leaf.pem", leaf.certificate)
            try folder.write("full.pem", leaf.certificate + root.certificate)
            try folder.write("leaf.key", leaf.key)
        }
        let notices = { (name: String) in
            try SampleSettings.parse(
                settings("certificate: \(name), key: leaf.key"), folder: folder.path
            ).notices.map(\.what)
        }
        #expect(
            try notices("leaf.pem") == [
                "listen.tls.certificate comes without those that issued it: many senders do not believe it then"
            ])
        #expect(try notices("full.pem").isEmpty)
    }

    @Test(arguments: [
        ("▸certificate: own.pem", "listen.tls.key is missing; name a PEM file"),
        (
            "certificate: own.pem, key: ▸open.key",
            "listen.tls.key is FOLDER/open.key, which cannot be read: others may use it (mode 0640); "
                + "name the key's file, of mode 0600"
        ),
        (
            "certificate: own.pem, key: ▸none.key",
            "listen.tls.key is FOLDER/none.key, which cannot be read: No such file or directory; "
                + "name the key's file, of mode 0600"
        ),
        (
            "certificate: ▸none.pem, key: own.key",
            "listen.tls.certificate is FOLDER/none.pem, which cannot be read: No such file or directory; "
                + "correct the path"
        ),
        (
            "certificate: ▸own.key, key: own.key",
            "listen.tls.certificate is FOLDER/own.key, which holds no certificate in PEM; "
                + "name the file whose text begins with -----BEGIN CERTIFICATE-----"
        ),
        (
            "certificate: own.pem, key: ▸other.key",
            "listen.tls.key is FOLDER/other.key, which is not the key of the certificate; "
                + "put the certificate and its own key side by side"
        ),
        (
            "certificate: own.pem, key: ▸locked.key",
            "listen.tls.key is FOLDER/locked.key, which is locked with a passphrase; "
                + "store the key without one (openssl pkey -in OLD -out NEW), mode 0600"
        ),
        (
            "certificate: own.pem, key: own.key, client_ca: ▸own.key",
            "listen.tls.client_ca is FOLDER/own.key, which holds no certificate in PEM; "
                + "name the file whose text begins with -----BEGIN CERTIFICATE-----"
        ),
    ])
    func `refuses files that cannot be used, without a word of what they hold`(
        keys: String, fault: String
    ) throws {
        let folder = try folder { folder in
            try folder.write("open.key", own.key, mode: 0o640)
            try folder.write("other.key", TestCertificate().key)
            try folder.write("locked.key", own.lockedKey)
        }
        let text = settings(keys).replacing("tls: { ▸certificate", with: "▸tls: { certificate")
        let (found, expected) = SampleSettings.marked(
            keys.hasPrefix("▸") ? text : settings(keys),
            faults: [fault.replacing("FOLDER", with: folder.path)], folder: folder.path)
        #expect(found == expected)
    }
}
