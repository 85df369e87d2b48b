import Journey
import Testing

/// What is said about who may trade is read strictly.
struct ControlReaderTests {
    private func read(_ members: String) throws -> ControlRequest {
        try ControlReader.read(Array(#"{"id":"x",\#(members)}"#.utf8))
    }

    @Test(arguments: [
        (#""action":"halt","account":"a""#, ControlRequest.Word.halt, ControlRow.Key(.account, "a")),
        (#""action":"reduce","scope":"all""#, .reduce, .all),
        (#""action":"kill","strategy":"s""#, .kill, ControlRow.Key(.strategy, "s")),
        (#""action":"resume","scope":"clock""#, .resume, .clock),
        (#""action":"acknowledge","account":"a","profile":{}"#, .acknowledge, ControlRow.Key(.profile, "a")),
    ])
    func `each scope is read`(members: String, word: ControlRequest.Word, key: ControlRow.Key) throws {
        let request = try read(members)
        #expect(request.word == word && request.key == key && !request.flattens)
        #expect(request.reason.isEmpty && request.by.isEmpty)
    }

    @Test(arguments: [
        (#""action":"stop","scope":"all""#, "action"), (#""action":"kill""#, "scope"),
        (#""action":"kill","scope":"some""#, "scope"),
        (#""action":"kill","account":"a","strategy":"s""#, "account"),
        (#""action":"kill","strategy":"s","scope":"all""#, "strategy"),
        (#""action":"halt","strategy":"s""#, "action"), (#""action":"reduce","strategy":"s""#, "action"),
        (#""action":"kill","scope":"clock""#, "action"),
        (#""action":"kill","strategy":"s","flatten":true"#, "flatten"),
        (#""action":"resume","scope":"all","flatten":true"#, "flatten"),
        (#""action":"reduce","scope":"all","flatten":true"#, "flatten"),
        (#""action":"kill","scope":"all","wait":1"#, "wait"),
        (#""action":"resume","account":"a","profile":{}"#, "profile"),
        (#""action":"acknowledge","account":"a""#, "profile"),
        (#""action":"acknowledge","account":"a","profile":"x""#, "profile"),
        (#""action":"acknowledge","scope":"all","profile":{}"#, "account"),
        (#""action":"acknowledge","account":"a","profile":{},"flatten":true"#, "flatten"),
        (#""action":"kill","scope":"all","flatten":"yes""#, "flatten"),
    ])
    func `what cannot be meant is refused by the member's name`(members: String, key: String) {
        #expect {
            try read(members)
        } throws: { error in
            (error as? Refusal)?.key == key
        }
    }

    @Test func `only its own words make a body its own`() {
        for word in ControlRequest.Word.allCases {
            #expect(ControlReader.isControl(Array(#"{"action":"\#(word.rawValue)"}"#.utf8)))
        }
        for body in [#"{"action":"place"}"#, "{}", "x", #"{"action":1}"#] {
            #expect(!ControlReader.isControl(Array(body.utf8)))
        }
    }
}
