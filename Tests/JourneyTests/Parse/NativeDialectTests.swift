import Journey
import Testing
import Trading

struct NativeDialectTests {
    @Test func `reads every member`() throws {
        let alert = try Reading.alert(
            Reading.sizeless(
                #""alertbridge":1,"id":" abc-1 ","exchange":"CME_MINI","size":"3","type":"LIMIT","#
                    + #""limit_price":"21450.25","stop_price":null,"price":21451.5,"stop_ticks":80,"#
                    + #""target_ticks":"160","strategy":"orb","time":"2026-10-05T14:30:00Z","#
                    + #""interval":5,"comment":"TP1","extras":{"anything":[1]}"#))
        #expect((alert.source, alert.dialect) == ("orb", "native"))
        #expect((alert.id, alert.strategy) == ("abc-1", "orb"))
        #expect((alert.symbol.root, alert.symbol.expiry) == ("NQ", nil))
        #expect(alert.action == .buy)
        #expect(alert.intent == .enter(.buy))
        #expect(alert.size == Size(3))
        #expect(alert.type == .limit)
        #expect(alert.limitPrice == Price("21450.25"))
        #expect(alert.stopPrice == nil)
        #expect(alert.price == Price("21451.5"))
        #expect(alert.bracket == AlertBracket(stop: .ticks(Ticks(80)), target: .ticks(Ticks(160))))
        #expect(alert.time == Timestamp("2026-10-05T14:30:00Z"))
    }

    @Test(arguments: ["2", "2.0", #""2""#, #""2.0""#, #"" 2 ""#, #""\t2\n""#, "2.000", #""02""#])
    func `a size is one number however it is written`(size: String) throws {
        #expect(try Reading.alert(Reading.sizeless(#""size":\#(size)"#)).size == Size(2))
    }

    @Test(arguments: [
        "0.5", #""0.5""#, "1e3", #""1e3""#, #""1,250""#, #""0x2""#, "NaN", #""NaN""#, #""Infinity""#,
        #""two""#,
        "true", "[2]", "{}", "0", "-1", #""-2""#, "2147483648", "99999999999999999999", #""+2""#, #"".5""#,
        #""2.""#,
        #""２""#, "2.0000000001",
    ])
    func `refuses a size that is no whole count of contracts`(size: String) throws {
        let refusal = try Reading.refusal(of: Reading.sizeless(#""size":\#(size)"#))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.code.status == 422)
        #expect(refusal.key == "size")
        #expect(refusal.line == 1)
        #expect(refusal.column == Reading.sizeless("").count - 1 + #""size":"#.count + 1)
    }

    @Test(arguments: ["buy", "sell"]) func `the size of an entry that tells none is its rule's`(
        action: String
    ) throws {
        let alert = try Reading.alert(
            Reading.sizeless(#""comment":"no size""#).replacing("buy", with: action))
        #expect(alert.intent == .enter(action == "buy" ? .buy : .sell))
        #expect(alert.size == nil)
    }

    @Test(arguments: [#""size":null"#, #""size":"""#, #""size":"  ""#])
    func `a size that is there and empty is refused`(member: String) throws {
        let refusal = try Reading.refusal(of: Reading.sizeless(member))
        #expect(refusal.code == .keyMissing)
        #expect(refusal.key == "size")
    }

    @Test(arguments: ["NaN", #""NaN""#, #""nan""#, "null", #""""#, #""  ""#])
    func `a price that is not there is absent`(price: String) throws {
        let alert = try Reading.alert(
            Reading.message(#""price":\#(price),"limit_price":\#(price),"stop_price":\#(price)"#))
        #expect((alert.price, alert.limitPrice, alert.stopPrice) == (nil, nil, nil))
    }

    @Test(arguments: [
        "1e3", #""21,450.25""#, #""abc""#, "true", "[1]", "21450.2500000001", "99999999999", #""1 2""#,
    ])
    func `refuses a price that is none`(price: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""price":\#(price)"#))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "price")
    }

    @Test(arguments: ["stop_ticks", "target_ticks"])
    func `ticks are whole numbers or absent`(key: String) throws {
        for absent in ["null", #""""#, "NaN", #""NaN""#] {
            #expect(try Reading.alert(Reading.message("\"\(key)\":\(absent)")).bracket == nil)
        }
        for bad in ["80.5", #""80,5""#, "8e1", "true"] {
            let refusal = try Reading.refusal(of: Reading.message("\"\(key)\":\(bad)"))
            #expect(refusal.code == .valueInvalid)
            #expect(refusal.key == key)
        }
        let bracket = try Reading.alert(Reading.message("\"\(key)\":\"80.0\"")).bracket
        #expect((bracket?.stop ?? bracket?.target) == .ticks(Ticks(80)))
    }

    @Test(arguments: ["action", "ticker"])
    func `refuses a message without one of its words`(key: String) throws {
        for absent in ["null", #""""#, #"" ""#] {
            let text = Reading.message().replacing(
                key == "action" ? #""buy""# : #""NQ1!""#, with: absent)
            let refusal = try Reading.refusal(of: text)
            #expect(refusal.code == .keyMissing)
            #expect(refusal.key == key)
        }
    }

    @Test(arguments: ["hold", "b", "long", "exit", "1"])
    func `refuses another action`(word: String) throws {
        let refusal = try Reading.refusal(of: Reading.message().replacing(#""buy""#, with: "\"\(word)\""))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "action")
        #expect(refusal.remedy.contains("buy, sell, close, flatten, reverse"))
    }

    @Test(
        arguments: [
            ("BUY", .buy), ("Sell", .sell), (" close ", .close), ("FLATTEN", .flatten), ("reverse", .reverse),
        ] as [(String, Alert.Action)])
    func `an action is read in any case`(word: String, action: Alert.Action) throws {
        #expect(
            try Reading.alert(#"{"action":"\#(word)","ticker":"NQ1!","size":1,"prev_position":1}"#).action
                == action)
    }

    @Test func `refuses a key that it does not know, with its place`() throws {
        let refusal = try Reading.refusal(
            of: "{\"action\":\"buy\",\"size\":1,\n\"ticker\":\"NQ1!\",\n  \"stop_tick\": 80}")
        #expect(refusal.code == .keyUnknown)
        #expect(refusal.key == "stop_tick")
        #expect((refusal.line, refusal.column) == (3, 16))
        #expect(refusal.remedy.contains("stop_ticks"))
        let strange = try Reading.refusal(of: Reading.message("\"mood\":1"))
        #expect(strange.key == "mood" && strange.remedy.contains("extras"))
    }

    @Test(arguments: [("1", true), (#""1""#, true), ("2", false), ("0", false), (#""one""#, false)])
    func `reads templates of version 1 alone`(version: String, reads: Bool) throws {
        let text = Reading.message(#""alertbridge":\#(version)"#)
        if reads {
            #expect(try Reading.alert(text).size == Size(1))
        } else {
            #expect(try Reading.refusal(of: text).key == "alertbridge")
        }
    }

    @Test(
        arguments: [
            ("market", "", .market), ("", "", .market), ("Limit", #","limit_price":21000.5"#, .limit),
            ("stop", #","stop_price":"21000.5""#, .stop),
        ] as [(String, String, OrderType)])
    func `reads the order types that are placed`(word: String, price: String, type: OrderType) throws {
        #expect(try Reading.alert(Reading.message(#""type":"\#(word)"\#(price)"#)).type == type)
    }

    @Test(arguments: [
        ("limit", "limit_price", #","stop_price":21000"#), ("stop", "stop_price", #","limit_price":21000"#),
        ("limit", "limit_price", #","limit_price":NaN"#), ("stop", "stop_price", #","stop_price":"""#),
    ])
    func `a limit or a stop order needs its price`(word: String, key: String, other: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""type":"\#(word)"\#(other)"#))
        #expect(refusal.key == key)
        #expect([.keyMissing, .valueInvalid].contains(refusal.code))
    }

    @Test(arguments: ["limit_price", "stop_price"])
    func `a price for an entry whose type is not told is refused, not traded at the market`(key: String)
        throws
    {
        let refusal = try Reading.refusal(of: Reading.message("\"\(key)\":21000"))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == key)
        let exit = ##"{"action":"close","ticker":"NQ1!","\##(key)":21000}"##
        #expect(try Reading.alert(exit).intent == .close)
    }

    @Test(
        arguments: [
            ("market", nil, nil), ("limit", "21000", nil), ("stop", nil, "21001"),
        ] as [(String, String?, String?)])
    func `an order carries the price of its own type alone`(word: String, limit: String?, stop: String?)
        throws
    {
        let alert = try Reading.alert(
            Reading.message(##""type":"\##(word)","limit_price":21000,"stop_price":21001"##))
        #expect(alert.limitPrice == limit.flatMap { Price($0) })
        #expect(alert.stopPrice == stop.flatMap { Price($0) })
    }

    @Test(arguments: ["stop_limit", "trailing_stop", "join_bid", "mkt", "2"])
    func `refuses every other order type`(word: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""type":"\#(word)""#))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "type")
    }

    @Test(arguments: ["yesterday", "2026-10-05 14:30:00Z", "1791210600", "2026-10-05T14:30:00"])
    func `refuses a time that is none`(time: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""time":"\#(time)""#))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "time")
        #expect(refusal.remedy.contains("{{timenow}}"))
    }

    @Test func `refuses a text that is longer than 200 bytes`() throws {
        let most = String(repeating: "i", count: 200)
        #expect(try Reading.alert(Reading.message(#""id":"\#(most)""#)).id == most)
        #expect(try Reading.refusal(of: Reading.message(#""id":"\#(most)i""#)).key == "id")
    }
}
