import JSON
import Testing

struct JSONCanonicalTests {
    @Test(arguments: [
        ("1.0", "1"), ("10e-1", "1"), ("1", "1"), ("-0", "0"), ("0.000", "0"), ("0e7", "0"), ("-0.0", "0"),
        ("1e3", "1000"), ("1000.00", "1000"), ("0.0000005", "0.0000005"), ("5e-7", "0.0000005"),
        ("21450.250", "21450.25"), ("-21450.25", "-21450.25"), ("2145025e-2", "21450.25"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ("0.123456789012345678901234567890", "0.12345678901234567890123456789"),
        ("1e39", "1" + String(repeating: "0", count: 39)), ("1e40", "1e40"), ("10e39", "1e40"),
        ("1.5e50", "15e49"),
        ("1e-20", "0.00000000000000000001"), ("1e-21", "1e-21"), ("-12e-23", "-12e-23"),
        ("1e999999999", "1e999999999"), ("1000000e999999993", "1e999999999"),
        ("999999999999999999", "999999999999999999"), ("1000000000000000000", "1000000000000000000"),
    ])
    func `a number has one form`(text: String, form: String) throws {
        #expect(try canonical(text) == form)
        #expect(try canonical(form) == form)
    }

    @Test(arguments: [
        (" { \"b\" : 1 , \"a\" : [ 1.0 , { } ] } ", "{\"a\":[1,{}],\"b\":1}"),
        (#"{"\u0062":1,"a":2}"#, #"{"a":2,"b":1}"#),
        (#"["\u0041\/\u00e9\n\u001F\u0022\u005c"]"#, #"["A/é\n\u001f\"\\"]"#),
        (#"{"aa":1,"a":2,"":3,"é":4,"Z":5}"#, #"{"":3,"Z":5,"a":2,"aa":1,"é":4}"#),
        ("[null,true,false,\"\"]", "[null,true,false,\"\"]"),
    ])
    func `a value has one text`(text: String, form: String) throws {
        #expect(try canonical(text) == form)
        #expect(try canonical(form) == form)
    }

    @Test func `a NaN counts as absent`() throws {
        let root = try parsed("{\"sl\":NaN,\"a\":[NaN,{\"x\":NaN}]}", nanAsAbsent: true)
        #expect(String(decoding: root.canonical(), as: UTF8.self) == "{\"a\":[null,{}]}")
    }

    @Test func `an inner value has its own text`() throws {
        let root = try parsed("{\"a\":{\"z\":1,\"y\":[2.50]}}")
        #expect(root["a"].map { String(decoding: $0.canonical(), as: UTF8.self) } == "{\"y\":[2.5],\"z\":1}")
    }
}
