import Crypto
import Testing

struct RandomBytesTests {
    @Test(arguments: [0, 1, 16, 4_096])
    func `draws as many bytes as asked`(count: Int) throws {
        #expect(try RandomBytes.draw(count).count == count)
    }

    @Test func `never draws the same thirty-two bytes twice`() throws {
        let draws = try (0..<100).map { _ in try RandomBytes.draw(32) }
        #expect(Set(draws).count == 100)
    }
}
