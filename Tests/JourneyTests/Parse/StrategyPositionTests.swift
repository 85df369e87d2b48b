import Journey
import Testing
import Trading

/// What a strategy's order means beside the position that it left and the one that it reached.
struct StrategyPositionTests {
    func intent(_ members: String) throws -> AlertIntent {
        try Reading.alert(#"{"ticker":"NQ1!",\#(members)}"#).intent
    }

    @Test(
        arguments: [
            // The table of the TradingView specification, section 4, and its mirror.
            (#""action":"buy","size":2,"position":2,"prev_position":0"#, .enter(.buy)),
            (#""action":"buy","size":1,"position":3,"prev_position":2"#, .enter(.buy)),
            (#""action":"sell","size":1,"position":2,"prev_position":3"#, .reduce(.sell)),
            (#""action":"sell","size":2,"position":0,"prev_position":2"#, .close),
            (
                #""action":"sell","size":10,"position":-5,"prev_position":5"#,
                .reverse(to: .sell, size: Size(5))
            ),
            (#""action":"sell","size":5,"position":-5,"prev_position":0"#, .enter(.sell)),
            (#""action":"sell","size":1,"position":-3,"prev_position":-2"#, .enter(.sell)),
            (#""action":"buy","size":1,"position":-2,"prev_position":-3"#, .reduce(.buy)),
            (#""action":"buy","size":2,"position":0,"prev_position":-2"#, .close),
            (#""action":"buy","size":10,"position":5,"prev_position":-5"#, .reverse(to: .buy, size: Size(5))),
            // The same in words, and as quoted numbers.
            (#""action":"buy","size":"2","position":"long","prev_position":"flat""#, .enter(.buy)),
            (#""action":"sell","size":"1","position":"LONG","prev_position":"long""#, .reduce(.sell)),
            (#""action":"sell","size":"2","position":"flat","prev_position":"long""#, .close),
            (
                #""action":"sell","size":"4","position":"-2","prev_position":"long""#,
                .reverse(to: .sell, size: Size(2))
            ),
            // Without a position nothing protects: the order is meant as it stands.
            (#""action":"sell","size":1"#, .enter(.sell)),
            (#""action":"buy","size":1,"position":"","prev_position":null"#, .enter(.buy)),
            (#""action":"buy","size":1,"position":1"#, .enter(.buy)),
            // A flat strategy needs no size, and no former position.
            (#""action":"sell","position":0"#, .close), (#""action":"buy","position":"flat""#, .close),
            (#""action":"close""#, .close), (#""action":"flatten""#, .flatten),
            (#""action":"close","size":1,"prev_position":2,"position":1"#, .reduce(.sell)),
            (#""action":"close","size":1,"position":"short""#, .reduce(.buy)),
            (#""action":"reverse""#, .reverse(to: nil, size: nil)),
            (#""action":"reverse","size":2"#, .reverse(to: nil, size: Size(2))),
        ] as [(String, AlertIntent)])
    func `reads the order by the positions around it`(members: String, intent: AlertIntent) throws {
        #expect(try self.intent(members) == intent)
    }

    @Test func `a reversal that names no final size is refused`() throws {
        let refusal = try Reading.refusal(
            of: #"{"ticker":"NQ1!","action":"sell","size":4,"position":"short","prev_position":"long"}"#)
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "position")
    }

    @Test(arguments: ["1", #""50%""#])
    func `a part of a position whose side is not told is one of what is held`(size: String) throws {
        #expect(try intent(#""action":"close","size":\#(size)"#) == .reduce(nil))
    }

    @Test(arguments: ["0.35", "\"half\"", "true", "1e1", "NaN"])
    func `a position that is no whole number is refused`(position: String) throws {
        let refusal = try Reading.refusal(of: Reading.message(#""position":\#(position),"prev_position":1"#))
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "position")
    }

    @Test func `exits are told from entries`() {
        #expect(AlertIntent.close.isExit && AlertIntent.flatten.isExit && AlertIntent.reduce(.buy).isExit)
        #expect(!AlertIntent.enter(.buy).isExit && !AlertIntent.reverse(to: nil, size: nil).isExit)
    }

    @Test(
        arguments: [
            (##""action":"sell","size":1,"position":2"##, .reduce(.sell)),
            (##""action":"buy","size":1,"position":"short""##, .reduce(.buy)),
            (##""action":"close","size":2,"position":0"##, .close),
            (##""action":"close","size":2,"position":"flat","prev_position":"long""##, .close),
        ] as [(String, AlertIntent)])
    func `an order that leaves the strategy on the other side, or flat, is an exit`(
        members: String, intent: AlertIntent
    ) throws {
        #expect(try self.intent(members) == intent)
    }

    @Test(arguments: [
        ##""action":"buy","size":4,"position":-2,"prev_position":2"##,
        ##""action":"sell","size":4,"position":2,"prev_position":-2"##,
        ##""action":"sell","size":2,"position":"long","prev_position":"flat""##,
        ##""action":"buy","size":2,"position":-2,"prev_position":0"##,
    ])
    func `an order that cannot lead from the one position to the other is refused`(members: String) throws {
        let refusal = try Reading.refusal(of: ##"{"ticker":"NQ1!",\##(members)}"##)
        #expect(refusal.code == .valueInvalid)
        #expect(refusal.key == "position")
    }
}
