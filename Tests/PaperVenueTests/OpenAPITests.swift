import JSON
import OwnThreads
import Surface
import Testing

@testable import PaperVenue

@Suite(.ownThreads)
struct OpenAPITests {
    static let root = try? JSONDocument(OpenAPI.document()).root

    @Test func `2.1, describes itself to anybody, without a login`() async throws {
        let trader = try await Trader()
        defer { trader.stop() }
        let answer = try await trader.call(
            "/swagger/v1/swagger.json", token: "none", type: nil, method: .get)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "application/json; charset=utf-8")
        let fields = answer["components"]?["schemas"]?["PlaceOrderRequest"]?["properties"]
        #expect(fields?["accountId"]?["example"]?.int64 == 1_001)
        #expect(fields?["contractId"]?["example"]?.string == trader.mnq.text)
        #expect(answer["openapi"]?.string == "3.0.3")
        let posted = try await trader.call("/swagger/v1/swagger.json", "{}")
        #expect(posted.status == 405)
        #expect(posted.headers["Allow"] == "GET")
    }

    @Test(arguments: SurfaceSheet.all.endpoints)
    func `5, describes every endpoint with its answers`(endpoint: SurfaceSheet.Endpoint) throws {
        let path = try #require(Self.root?["paths"]?[endpoint.path])
        let call = try #require(path[endpoint.method.lowercased()])
        #expect(path.count == 1)
        #expect((call["security"] != nil) == endpoint.needsToken)
        let schema = call["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect(schema?["$ref"]?.string == endpoint.request.map { "#/components/schemas/\($0)" })
        let statuses = Set(call["responses"]?.members.map(\.key) ?? [])
        #expect(statuses.isSuperset(of: ["200", "404", "405"]))
        #expect(statuses.contains("401") == endpoint.needsToken)
        #expect(statuses.contains("400") == (endpoint.request != nil))
        #expect(statuses.contains("415") == (endpoint.request != nil))
        #expect(statuses.contains("429") == (endpoint.codes != nil))
        guard let codes = endpoint.codes else { return }
        let answer = call["responses"]?["200"]?["content"]?["application/json"]?["schema"]
        let numbers = answer?["properties"]?["errorCode"]?["enum"]?.elements.compactMap(\.int64)
        #expect(numbers?.count == SurfaceSheet.all.enums[codes]?.count)
        #expect(
            answer?["required"]?.elements.compactMap(\.string).suffix(3)
                == ["success", "errorCode", "errorMessage"])
    }

    @Test func `5, refers to nothing that it does not hold`() throws {
        let root = try #require(Self.root)
        let schemas = Set(root["components"]?["schemas"]?.members.map(\.key) ?? [])
        var references: [String] = []
        Self.collect(root, &references)
        #expect(references.count > 30)
        for reference in references {
            #expect(schemas.contains(String(reference.dropFirst("#/components/schemas/".count))))
        }
    }

    private static func collect(_ value: JSONValue, _ references: inout [String]) {
        if let reference = value["$ref"]?.string { references.append(reference) }
        for (_, member) in value.members { collect(member, &references) }
        for element in value.elements { collect(element, &references) }
    }
}
