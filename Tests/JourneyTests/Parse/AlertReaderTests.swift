import Journey
import Testing
import Trading

struct AlertReaderTests {
    @Test(arguments: [
        ("", Refusal.Code.bodyEmpty, 400), (" \r\n\t", .bodyEmpty, 400), ("\u{FEFF}", .bodyEmpty, 400),
        ("[]", .bodyUnreadable, 400), ("\"buy\"", .bodyUnreadable, 400), ("1", .bodyUnreadable, 400),
        ("null", .bodyUnreadable, 400), ("buy NQ1! 2", .bodyUnreadable, 400), ("{", .bodyUnreadable, 400),
        (#"{"action":"buy","ticker":"NQ1!"} by me"#, .trailingText, 400),
        (#"{"action":"buy","ticker":"NQ1!"}{}"#, .trailingText, 400),
        (#"{"action":"buy","ticker":"NQ1!","action":"sell"}"#, .repeatedKey, 400),
        (#"{"action":"buy","ticker":"NQ1!","extras":{"a":1,"a":2}}"#, .repeatedKey, 400),
        (#"{"action":"buy","ticker":"NQ1!",}"#, .bodyUnreadable, 400),
        (#"{"action":"buy","ticker":"NQ1!","size":1,250}"#, .bodyUnreadable, 400),
        (#"{"action":"buy","ticker":"NQ1!","size":0x2}"#, .bodyUnreadable, 400),
        (#"{"action":"buy","ticker":"NQ1!","size":Infinity}"#, .bodyUnreadable, 400),
        (#"{"action":"buy","ticker":"NQ1!","comment":"say "hi""}"#, .bodyUnreadable, 400),
        ("{\"action\":\"buy\",\"ticker\":\"NQ1!\",\"comment\":\"two\nlines\"}", .bodyUnreadable, 400),
        (#"{"side":"buy","symbol":"MNQ1!","qty":1}"#, .dialectUnknown, 422), ("{}", .dialectUnknown, 422),
        (#"{"action":"buy"}"#, .dialectUnknown, 422), (#"{"ticker":"NQ1!"}"#, .dialectUnknown, 422),
    ])
    func `refuses a broken text with a code and a status`(
        text: String, code: Refusal.Code, status: Int
    ) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == code)
        #expect(refusal.code.status == status)
        #expect((refusal.line ?? 0) >= 1 && (refusal.column ?? 0) >= 1)
    }

    @Test(arguments: ["s=ES 12-26 b=long q=1 t=market", "buy", "buy NQ1! 2", "\u{FEFF} Long MNQ"])
    func `text in no known form is told the forms, and nothing of JSON`(text: String) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == .bodyUnreadable)
        #expect(!refusal.remedy.contains("JSON"))
        for name in ["CrossTrade", "Autoview", "Alertatron"] { #expect(refusal.remedy.contains(name)) }
    }

    @Test func `words with keys in capitals are told how Autoview writes them`() throws {
        let refusal = try Reading.refusal(of: "S=MNQ1! B=LONG Q=1 T=MARKET")
        #expect(refusal.code == .dialectUnknown)
        #expect(refusal.remedy.contains("small letters: s=MNQ1!"))
        #expect(try Reading.refusal(of: "instrument=MNQ1!;action=buy;").remedy.contains("command=place;"))
    }

    @Test(arguments: [
        #"{"secret":"demo","symbol":"MNQ1!","side":"buy","qty":1}"#,
        #"{"passphrase":"demo","ticker":"MES1!","strategy":{"order_action":"sell","order_contracts":2,"#
            + #""market_position":"flat"}}"#,
    ])
    func `a message by hand is told how its source takes it`(text: String) throws {
        let refusal = try Reading.refusal(of: text)
        #expect(refusal.code == .dialectUnknown)
        #expect(refusal.remedy.contains("dialect: generic"))
    }

    @Test func `JSON in a web form is told to come without it`() throws {
        let refusal = try Reading.refusal(of: "payload=%7B%22action%22%3A%22buy%22%7D")
        #expect(refusal.code == .dialectUnknown)
        #expect(refusal.remedy.contains("web form"))
    }

    @Test func `a size under another name is told the name that robswc's have`() throws {
        let text = #"{"key":"Signal:abc123","symbol":"MES1!","side":"buy","size":1}"#
        #expect(try Reading.refusal(of: text).remedy == #"write "quantity""#)
    }

    @Test func `a fault in the text names line, column and key`() throws {
        let text = "{\r\n  \"action\": \"buy\",\r\n  \"size\": 01\r\n}"
        let refusal = try Reading.refusal(of: text)
        #expect((refusal.line, refusal.column) == (3, 11))
        #expect(refusal.key == "size")
    }

    @Test(
        arguments: [
            (
                "key=SECRET;\ncommand=place;\ninstrument=MNQ1!;\naction=buy;\nqty=two;\norder_type=market;",
                5, 5, "qty"
            ),
            ("key=SECRET; command=place; instrument=MNQ1!; action=buy; qty=1; qty=2;", 1, 69, "qty"),
            ("key=SECRET;\r\ncommand=place;\r\n  twice;", 3, 3, nil),
            ("s=MNQ1! b=long q=x t=market", 1, 18, "q"),
            ("My Bot(MNQ1!) {\n  market(side=buy, amount=lots);\n} #bot", 2, 27, "amount"),
            ("My Bot(MNQ1!) {\n  market(side=buy, lots);\n} #bot", 2, 20, nil),
            ("My Bot(MNQ1!) {\n  market side=buy;\n}", 2, 3, nil),
            ("My Bot(MNQ1!) { market(side=buy);", 1, 15, nil),
            ("My Bot(MNQ1!) { market(side=buy, amount=1); }\nand more", 2, 1, nil),
            ("action=buy&ticker=MNQ1!&size=%zz", 1, 30, nil),
        ] as [(String, Int, Int, String?)])
    func `a fault in text that is not JSON names its place as well`(
        text: String, line: Int, column: Int, key: String?
    ) throws {
        let refusal = try Reading.refusal(of: text.replacing("SECRET", with: Reading.secret))
        let shift = line == 1 && text.contains("SECRET") ? Reading.secret.count - "SECRET".count : 0
        #expect((refusal.line, refusal.column) == (line, column + shift))
        #expect(refusal.key == key)
    }

    @Test func `a message that is too large is refused`() throws {
        let filler = String(repeating: "x", count: 16 << 10)
        #expect(try Reading.refusal(of: Reading.message(#""extras":"\#(filler)""#)).code == .bodyUnreadable)
    }

    @Test func `a message that is pinned to the native dialect is told what it lacks`() throws {
        let refusal = try Reading.refusal(of: #"{"ticker":"NQ1!"}"#, dialect: .native)
        #expect(refusal.code == .keyMissing)
        #expect(refusal.key == "action")
    }

    @Test(arguments: ["\u{FEFF}", " \r\n", "\u{FEFF}\r\n\t "])
    func `a byte order mark, line ends and white space around a message change nothing`(mark: String) throws {
        let plain = try Reading.alert(Reading.message())
        #expect(try Reading.alert(mark + Reading.message() + "\r\n ") == plain)
        let lines = Reading.message().replacing(",", with: ",\r\n  ")
        #expect(try Reading.alert(lines) == plain)
    }

    @Test func `the canonical form is one for every order of members and has no secret`() throws {
        let one = try Reading.alert(
            #"{"secret":"\#(Reading.secret)","action":"buy","ticker":"NQ1!","size":2.0,"extras":{"b":1,"a":[1e1]}}"#
        )
        let other = try Reading.alert(
            #"{ "extras": {"a":[10],"b":1.0}, "size":2, "ticker":"NQ\u0031!","action":"buy","secret":"other"}"#
        )
        #expect(one.canonical == other.canonical)
        #expect(
            String(decoding: one.canonical, as: UTF8.self)
                == #"{"action":"buy","extras":{"a":[10],"b":1},"size":2,"ticker":"NQ1!"}"#)
    }

    @Test func `a secret in the name of a strategy is cut out of it`() throws {
        let alert = try Reading.alert(Reading.message(#""strategy":"of \#(Reading.secret)""#))
        #expect(alert.strategy == "of ***")
    }

    @Test func `a plot that is na is left out of the canonical form`() throws {
        let absent = try Reading.alert(Reading.message())
        #expect(try Reading.alert(Reading.message(#""price":NaN"#)).canonical == absent.canonical)
    }

    @Test(arguments: [#""size":2"#, #""size":"1""#, #""comment":"x""#, #""strategy":"orb""#])
    func `another content has another canonical form`(member: String) throws {
        let base = try Reading.alert(Reading.message())
        let other = member.hasPrefix(#""size""#) ? Reading.sizeless(member) : Reading.message(member)
        #expect(try Reading.alert(other).canonical != base.canonical)
    }

    @Test func `the body tells its secret before anything else is believed`() throws {
        let body = Array(#"{"secret":"\#(Reading.secret)","nonsense":1}"#.utf8)
        #expect(try AlertReader.open(body).secret == Array(Reading.secret.utf8))
        #expect(try AlertReader.open(Array(#"{"secret":5}"#.utf8)).secret == nil)
        #expect(try AlertReader.open(Array("[]".utf8)).secret == nil)
    }
}
