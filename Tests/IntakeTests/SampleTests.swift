import JSON
import Journey
import Testing

/// Runs the table of messages through the real reader.
struct SampleTests {
    @Test(arguments: Sample.all)
    func `means what the table says`(sample: Sample) {
        let told = sample.told()
        #expect(told == sample.outcome, "ACTUAL \(sample.name) :: \(told)")
    }

    /// Nonsense in a key may cost an entry its order, and an exit no more than what the key said.
    @Test(arguments: Sample.all)
    func `nonsense in one of its keys makes no exit of an entry, and no other exit of an exit`(
        sample: Sample
    ) throws {
        guard let clean = try? Sample.alert(sample.body, sample.choice, sample.feed),
            let root = try? JSONDocument(clean.canonical).root
        else { return }
        for spoilt in root.members.map(\.key) {
            let body = JSONWriter.write { writer in
                writer.object { writer in
                    for (key, value) in root.members where key != spoilt {
                        writer.key(key)
                        writer.raw(value.canonical())
                    }
                    writer.member(spoilt, "?!")
                }
            }
            guard let alert = AlertReader.recorded(body, dialect: clean.dialect), alert.intent.takesOff
            else { continue }
            #expect(clean.intent.takesOff, "\(spoilt): \(alert.words)")
            #expect(alert.intent == clean.intent, "\(spoilt): \(alert.words)")
            #expect(alert.size == clean.size && alert.exitShare == clean.exitShare, "\(spoilt)")
        }
    }

    @Test func `a key that nobody knows is refused with the dialect that was looked in`() throws {
        let body = #"{"secret":"demo","action":"buy","ticker":"NQ1!","szie":1}"#
        let refusal = try #require(throws: Refusal.self) { try Sample.alert(Array(body.utf8), .auto) }
        #expect(refusal.code == .keyUnknown && refusal.reason.contains("read as native"))
        let inside = #"{"ticker":"MES1!","action":"buy","orderType":"market","takeProfit":{"tick":4}}"#
        let other = try #require(throws: Refusal.self) { try Sample.alert(Array(inside.utf8), .auto) }
        #expect(other.code == .keyUnknown && other.reason.contains("read as traderspost"))
    }

    @Test(arguments: [
        (
            #"key=k;command=place;instrument=NQ1!;action=buy;qty=1;order_type=market;extras=1"#, "extras",
            "leave it out"
        ),
        (#"s=MNQ1! b=long q=1 t=market mood=good"#, "mood", "leave it out"),
        (#"EVAL(MNQ1!) { market(side=buy, amount=1, mood=good); }"#, "mood", "leave it out"),
        (#"{"type":"SIGNAL","ticker":"MNQ1!","side":"BUY","size":2}"#, "size", #"write "quantity""#),
        (
            #"{"ticker":"MES1!","action":"buy","orderType":"market","takeProfit":{"tick":4}}"#,
            "takeProfit.tick", "use amount, limitPrice, percent alone there"
        ),
        (#"{"alertbridge":1,"action":"buy","ticker":"NQ1!","size":NaN}"#, "size", "send a number"),
        (#"{"alertbridge":1,"action":"close","ticker":"NQ1!","size":NaN}"#, "size", "send a number"),
        (#"{"alertbridge":1,"action":"buy","ticker":"NQ1!","size":true}"#, "size", "send a plain number"),
        (
            #"{"key":"E:abc123","symbol":"MES1!","side":"buy","quantity":1,"sl_price":6800}"#, "sl_price",
            #""take_loss""#
        ),
        (#"{"ticker":"MES1!","action":"buy","orderType":"market","tp1":6800}"#, "tp1", #""takeProfit""#),
    ])
    func `a refusal says what helps`(body: String, key: String, remedy: String) throws {
        let refusal = try #require(throws: Refusal.self) { try Sample.alert(Array(body.utf8), .auto) }
        #expect(refusal.key == key)
        #expect(refusal.remedy.contains(remedy), "\(refusal.remedy)")
        #expect(!refusal.remedy.contains("pnlAmount"))
    }

    @Test func `no name stands twice in the table`() {
        let names = Sample.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
