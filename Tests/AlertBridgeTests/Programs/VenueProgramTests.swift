import Glibc
import JSON
import Testing

extension ProgramTests {
    /// The paper venue as a program of its own, with files.
    @Suite struct VenueProgramTests {
        static let users = """
            {"users":[{"name":"ann","key":"a-key","accounts":[{"id":7,"bracket_mode":"auto_oco"}]}],
             "switches":{"names_scheme":false}}
            """

        @Test func `serves the users and the faults of its files`() async throws {
            let scratch = try Scratch()
            let users = try scratch.write("users.json", Self.users)
            let faults = try scratch.write(
                "faults.json", #"{"fault":"too_many_requests","endpoint":"Account/search"}"#)
            let program = try Program([
                "venue", "--listen", "127.0.0.1:0", "--users", users, "--faults", faults,
            ])
            let web = try Web()
            defer {
                web.stop()
                program.kill9()
            }
            let url = try #require(await program.word(after: "venue ready "))
            let login = await web.post(
                url + "/api/Auth/loginKey", #"{"userName":"ann","apiKey":"a-key"}"#)
            let token = try #require(login["token"]?.string)
            let search = #"{"onlyActiveAccounts":true}"#
            let first = await web.post(url + "/api/Account/search", search, token: token)
            #expect(first.status == 429)
            let second = await web.post(url + "/api/Account/search", search, token: token)
            #expect(second["accounts"]?.elements.map { $0["id"]?.int64 } == [7])
            let list = await web.get(url + "/_venue/faults")
            #expect(list["faults"]?.elements.first?["struck"]?.int64 == 1)
            let described = await web.get(url + "/swagger/v1/swagger.json")
            #expect(described["paths"]?.count == 21)
            program.signal(SIGTERM)
            #expect(await program.ended() == .exited(0))
        }

        @Test(arguments: [
            (
                "--users", #"{"users":[{"name":"ann","kei":"a"}]}"#,
                "line 1, column 31: users[0].kei: unknown key"
            ),
            ("--faults", #"{"fault":"bad_gatewy"}"#, "line 1, column 10: fault: no fault `bad_gatewy`"),
            ("--faults", "", "line 1, column 1: "),
        ])
        func `ends with 2 and every fault of a file`(option: String, text: String, says: String) async throws
        {
            let scratch = try Scratch()
            let file = try scratch.write("file.json", text)
            let program = try await Program.run(["venue", "--listen", "127.0.0.1:0", option, file])
            #expect(program.ending == .exited(2))
            #expect(program.output.isEmpty)
            #expect(program.errors.contains(file + ": " + says))
        }

        @Test(arguments: ["a folder", "another program's file", "no folder for it"])
        func `ends with 2 and a remedy where its state file cannot be used`(what: String) async throws {
            let scratch = try Scratch()
            let file = try scratch.write("state", "this is no venue's\n")
            let state =
                switch what {
                case "a folder": scratch.file("")
                case "another program's file": file
                default: file + "/below/state"
                }
            let program = try await Program.run(["venue", "--listen", "127.0.0.1:0", "--state", state])
            #expect(program.ending == .exited(2), "\(program.errors)")
            #expect(program.output.isEmpty)
            #expect(
                program.errors.contains(file.dropLast("state".count)) && program.errors.contains("--state"))
        }
    }
}
