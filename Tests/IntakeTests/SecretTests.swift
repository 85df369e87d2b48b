import Journey
import Testing

/// A secret is found where its dialect keeps it, and stays nowhere.
struct SecretTests {
    static let secret = Sample.secret

    @Test(arguments: [
        #"{"secret":"SECRET","action":"buy","ticker":"NQ1!","size":1}"#,
        #"{"token":"SECRET","data":"buy","symbol":"NQ1!","quantity":1,"order_type":"MKT"}"#,
        #"{"apikey":"SECRET","symbol":"NQ1!","action":"BUY","pricetype":"MARKET","quantity":1}"#,
        #"{"key":"Signal:SECRET","symbol":"NQ1!","side":"buy","quantity":1}"#,
        #"{"passphrase":"SECRET","symbol":"NQ1!","side":"buy","qty":1}"#,
        "key=SECRET; command=place; instrument=NQ1!; action=buy; qty=1; order_type=market;",
        "\u{FEFF}KEY = SECRET ;\r\nCOMMAND=place;\r\ninstrument=NQ1!;",
        "EVAL(NQ1!) { market(side=buy, amount=1, secret=SECRET); } #bot",
        "token=SECRET&data=buy&symbol=NQ1%21&quantity=1",
        "%7B%22secret%22%3A%22SECRET%22%7D=",
        #"{"s\u0065cret":"SECRET","action":"buy"}"#,
    ])
    func `a message proves its sender, and is kept without the secret`(message: String) throws {
        let text = try AlertReader.open(Array(message.replacing("SECRET", with: Self.secret).utf8))
        #expect(text.secret == Array(Self.secret.utf8))
        let kept = String(decoding: text.kept, as: UTF8.self)
        #expect(!kept.contains(Self.secret) && kept.contains("***"))
        let again = try AlertReader.open(text.kept)
        #expect(again.form == text.form || again.form == .json)
        #expect(again.kept == text.kept)
    }

    @Test func `another bridge's keys are cut at any depth, whoever they belong to`() throws {
        let message =
            #"{"token":"pmt-token-1","data":"buy","symbol":"NQ1!","quantity":1,"order_type":"MKT","multiple_accounts":[{"token":"pmt-token-2","account_id":"A","quantity_multiplier":1}],"password":12345}"#
        let body = Array(message.utf8)
        let kept = String(decoding: try AlertReader.open(body).kept, as: UTF8.self)
        let canonical = String(decoding: try Sample.alert(body, .auto).canonical, as: UTF8.self)
        for part in ["pmt-token-1", "pmt-token-2", "12345"] {
            #expect(!kept.contains(part) && !canonical.contains(part))
        }
        #expect(kept.contains("account_id") && canonical.contains("account_id"))
    }

    @Test(arguments: [
        #"{"token":"pmt-token-1","data":"buy",,}"#, #"{'token':'pmt-token-1','data':'buy'}"#,
        "{token: pmt-token-1, data: buy}", "key=pmt-token-1 command=place ;;; x",
        #"{"apikey" : "pmt-token-1"#,
        "secret=pmt-token-1&broken=%", #"{"Token":"pmt-token-1","data":"buy"}"#,
        "s=NQ1! Secret=pmt-token-1 b=buy",
        "EVAL(NQ1!) { market(token=pmt-token-1, side=buy, amount=1); }",
        "EVAL(NQ1!) { market(token=pmt-token-1",
    ])
    func `what cannot be read is kept without what stands behind such a key`(message: String) {
        let body = Array(message.utf8)
        let kept = String(
            decoding: (try? AlertReader.open(body).kept) ?? AlertReader.kept(unread: body), as: UTF8.self)
        #expect(!kept.contains("pmt-token-1"))
        #expect(kept.contains("***"))
    }

    @Test func `text that only sounds like a key is kept`() {
        let message = "monkey=1 and tokens: 2, the key is under the mat"
        #expect(AlertReader.kept(unread: Array(message.utf8)) == Array(message.utf8))
    }

    @Test(arguments: Sample.all)
    func `no refusal and no canonical text tells a secret that stands in its place`(sample: Sample) throws {
        let body = Array(
            String(decoding: sample.body, as: UTF8.self).replacing("demo-key", with: Self.secret)
                .replacing("\"demo\"", with: "\"\(Self.secret)\"").replacing(
                    "\"tok\"", with: "\"\(Self.secret)\""
                )
                .replacing("k-demo", with: Self.secret).utf8)
        do throws(Refusal) {
            let alert = try Sample.alert(body, sample.choice, sample.feed)
            #expect(!String(decoding: alert.canonical, as: UTF8.self).contains(Self.secret))
        } catch {
            #expect(!"\(error)".contains(Self.secret))
        }
    }

    @Test(arguments: ["takeProfit", "stopLoss"])
    func `a secret inside another member is not quoted`(key: String) {
        let body =
            #"{"ticker":"MNQ1!","action":"buy","quantity":1,"orderType":"market","KEY":{"amount":"\#(Self.secret)"}}"#
            .replacing("KEY", with: key)
        let refusal = #expect(throws: Refusal.self) { try Sample.alert(Array(body.utf8), .auto) }
        #expect(refusal.map { !"\($0)".contains(Self.secret.prefix(12)) } == true)
    }
}
