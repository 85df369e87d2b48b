import JSON
import OwnThreads
import Surface
import Testing

@testable import PaperVenue

/// The venue's own table against `Tests/Surface/surface.json`, which was written from sections 3 to 6 and 9.
@Suite(.ownThreads)
struct SurfaceTests {
    static let sheet = SurfaceSheet.all

    @Test func `5, serves the 21 endpoints of the sheet and no other`() {
        #expect(Self.sheet.endpoints.count == 21)
        #expect(Self.sheet.endpoints.map(\.path) == VenueEndpoint.allCases.map(\.path))
        for endpoint in VenueEndpoint.allCases {
            #expect(endpoint.rawValue == endpoint.path.lowercased())
        }
    }

    @Test(arguments: SurfaceSheet.all.endpoints)
    func `5, takes and answers what the sheet says`(wanted: SurfaceSheet.Endpoint) throws {
        let endpoint = try #require(VenueEndpoint(path: wanted.path))
        #expect(endpoint.method == wanted.method)
        #expect(endpoint.needsToken == wanted.needsToken)
        #expect(endpoint.request?.rawValue == wanted.request)
        #expect(endpoint.payload.map(Self.line) == wanted.payload.map(Self.line))
        #expect(endpoint.codes?.rawValue == wanted.codes)
    }

    @Test func `5 and 6, has the fields of the sheet, in type and in being there`() throws {
        var left = Set(SurfaceModel.allCases.map(\.rawValue))
        for (name, fields) in Self.sheet.requests {
            let model = try #require(SurfaceModel(rawValue: name))
            let wanted = fields.map { "\($0.name) \($0.type) \($0.isRequired ? "needed" : "optional")" }
            #expect(model.fields.map { "\($0.name) \(Self.type($0.kind)) \(Self.need($0))" } == wanted)
            left.remove(name)
        }
        for (name, fields) in Self.sheet.rows {
            let model = try #require(SurfaceModel(rawValue: name))
            #expect(model.fields.map(Self.line) == fields.map(Self.line))
            left.remove(name)
        }
        #expect(left.isEmpty)
    }

    @Test(arguments: SurfaceEnum.allCases)
    func `6, counts its enums and error codes as the sheet does`(values: SurfaceEnum) {
        #expect(Self.sheet.enums[values.rawValue] == values.names)
        #expect(Self.sheet.enums.count == SurfaceEnum.allCases.count)
    }

    @Test(arguments: HubKind.allCases)
    func `9, takes the hub methods of the sheet, in any case, and no other`(kind: HubKind) throws {
        let methods = try #require(Self.sheet.hubMethods[kind.rawValue])
        #expect(methods.count == (kind == .user ? 8 : 6))
        var session = HubSession(kind, reach: Reach(.paper(accounts: 1)))
        _ = session.received(Array(#"{"protocol":"json","version":1}"#.utf8) + [0x1E])
        for (name, types) in methods {
            let values = types.map { $0 == "int32" ? "1001" : #""CON.F.US.MNQ.Z26""# }
            let wrong = types.map { $0 == "int32" ? #""1001""# : "1001" }
            for spelled in [name, name.lowercased()] {
                #expect(Self.call(spelled, values, on: &session).contains(#""result":null"#))
            }
            #expect(Self.call(name, values + ["1"], on: &session).contains(#""error":"#))
            if !types.isEmpty {
                #expect(Self.call(name, wrong, on: &session).contains(#""error":"#))
                #expect(Self.call(name, [], on: &session).contains(#""error":"#))
            }
        }
        let other = Self.call("SubscribeContractDepth", [#""CON.F.US.MNQ.Z26""#], on: &session)
        #expect(other.contains("HubException: Method does not exist."))
    }

    private static func call(_ name: String, _ arguments: [String], on session: inout HubSession) -> String {
        let text = """
            {"type":1,"invocationId":"1","target":"\(name)","arguments":[\(arguments.joined(separator: ","))]}
            """
        return session.received(Array(text.utf8) + [0x1E]).reduce("") { text, output in
            if case .send(let bytes) = output { text + String(decoding: bytes, as: UTF8.self) } else { text }
        }
    }

    private static func line(_ field: SurfaceSheet.Field) -> String {
        "\(field.name) \(field.type) \(field.whenEmpty ?? "always")"
    }

    private static func line(_ field: SurfaceField) -> String {
        let empty = field.isNullable ? (field.isRequired ? "null" : "absent") : "always"
        return "\(field.name) \(type(field.kind)) \(empty)"
    }

    private static func need(_ field: SurfaceField) -> String {
        field.isRequired && !field.isNullable
            ? "needed" : field.isNullable && !field.isRequired ? "optional" : "?"
    }

    private static func type(_ kind: SurfaceField.Kind) -> String {
        switch kind {
        case .int32: "int32"
        case .int64: "int64"
        case .decimal: "decimal"
        case .bool: "bool"
        case .string: "string"
        case .dateTime: "dateTime"
        case .number(let values): values.rawValue
        case .numbers(let values): "[\(values.rawValue)]"
        case .model(let model): model.rawValue
        case .models(let model): "[\(model.rawValue)]"
        }
    }
}
