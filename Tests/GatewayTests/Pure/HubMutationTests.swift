import JSON
import OwnThreads
import Testing
import Trading

@testable import Gateway

/// Frames of both hubs with bytes changed, lost and doubled: whatever comes, nothing crashes, and the machines
/// still answer.
@Suite(.ownThreads)
struct HubMutationTests {
    static let frames = [
        "{}", #"{"type":6}"#, #"{"type":3,"invocationId":"1","result":null}"#,
        #"{"type":3,"invocationId":"2","error":"no"}"#, #"{"type":7,"error":"gone","allowReconnect":true}"#,
        #"{"type":1,"target":"GatewayQuote","arguments":["CON.A",{"symbol":"F.US.MNQ","bestBid":25000.25,"#
            + #""bestAsk":2.5e4,"volume":7,"lastUpdated":"2026-10-05T14:30:01.4347534+00:00"}]}"#,
        #"{"type":1,"target":"GatewayTrade","arguments":["CON.A",[{"price":25000.25,"type":0,"volume":1,"#
            + #""timestamp":"2026-10-05T14:30:01.052+00:00"},null]]}"#,
        #"{"type":1,"target":"GatewayDepth","arguments":["CON.A",[{"type":6},{"type":4,"price":25000,"#
            + #""volume":2,"currentVolume":0},{"type":1,"price":9223372036.854775807,"#
            + #""volume":9223372036854775807}]]}"#,
        #"{"type":1,"target":"GatewayUserPosition","arguments":[{"action":1,"data":{"accountId":7701001,"#
            + #""contractId":"CON.A","type":1,"size":2147483647,"averagePrice":-0.0000005}}]}"#,
        #"{"type":1,"target":"GatewayUserTrade","arguments":[{"action":0,"data":{"id":1,"accountId":7701001,"#
            + #""contractId":"C","creationTimestamp":"2026-10-05T14:30:00Z","price":1,"side":1,"size":1,"#
            + #""orderId":2,"fees":0.36}}]}"#,
        #"{"type":1,"target":"GatewayUserAccount","arguments":[{"action":1,"data":{"id":7701001,"name":"P","#
            + #""balance":1e14,"canTrade":true}}]}"#,
        "{\"type\":1,\"target\":\"GatewayUserOrder\",\"arguments\":[[\(Samples.order(tag: "k"))]]}",
    ]

    @Test(arguments: 0..<8)
    func `nothing that a hub sends is fatal`(seed: UInt64) {
        var dice = Dice(state: seed)
        var market = MarketReader()
        var user = HubEventReader(Samples.book)
        var heard = 0
        for round in 0..<1_500 {
            var session = HubSession(
                round % 2 == 0 ? .user : .market, wanted: [HubSubscription(.accounts)],
                timings: GatewayTimings())
            var actions = session.handle(.opened, at: Samples.moment(0))
            if round % 4 > 0 {
                actions += session.handle(.received(Array("{}\u{1E}".utf8)), at: Samples.moment(1))
            }
            actions += session.handle(.received(Self.bytes(&dice)), at: Samples.moment(2))
            actions +=
                session.handle(.want([]), at: Samples.moment(3))
                + session.handle(.alarm, at: Samples.moment(50))
            for case .invoked(let target, let arguments) in actions {
                heard += user.events(target: target, arguments: arguments).events.count
                heard +=
                    market.events(
                        target: target, arguments: arguments, at: Samples.steady(2),
                        isWanted: { _, _ in true }
                    ).events.count
            }
            #expect(session.nextDeadline == nil)
        }
        #expect(heard > 0)
    }

    /// Three frames with a few bytes changed.
    private static func bytes(_ dice: inout Dice) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<3 {
            bytes += Array(frames[dice.below(frames.count)].utf8)
            bytes.append(0x1E)
        }
        for _ in 0..<dice.below(4) {
            let place = dice.below(bytes.count)
            switch dice.below(4) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[dice.below(bytes.count)], at: place)
            default: bytes[place] = Array("0123456789-.eE\"{}[],:null".utf8)[dice.below(25)]
            }
        }
        return bytes
    }
}

/// SplitMix64: the same seed gives the same frames on every machine.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
