import Glibc

/// Chooses the command, and turns whatever ends it into one exit status.
enum CommandLineTool {
    static let version = "0.1.0"

    static var commands: [any Command.Type] {
        [
            DemoCommand.self, ServeCommand.self, VenueCommand.self, CheckCommand.self, ExplainCommand.self,
            SecretCommand.self, TemplateListCommand.self, TemplateShowCommand.self,
            AccountListCommand.self, AccountReconcileCommand.self,
            AccountAcknowledgeCommand.self, ContractSearchCommand.self,
            ContractShowCommand.self, ContractRollCommand.self,
            PositionListCommand.self, OrderListCommand.self, TradeListCommand.self, BarsCommand.self,
            LedgerAlertsCommand.self, LedgerDeliveriesCommand.self, LedgerOrdersCommand.self,
            LedgerFillsCommand.self, LedgerPositionsCommand.self, LedgerNotificationsCommand.self,
            LedgerAuditCommand.self,
            LedgerWhyCommand.self, LedgerVerifyCommand.self, LedgerReplayCommand.self,
            LedgerLatencyCommand.self, LedgerExportCommand.self, LedgerBackupCommand.self,
            NotifyTestCommand.self,
            StreamQuotesCommand.self, StreamTradesCommand.self, StreamDepthCommand.self,
            StreamUserCommand.self, OrderPlaceCommand.self, OrderCancelCommand.self,
            OrderModifyCommand.self, PositionCloseCommand.self, HaltCommand.self, ReduceCommand.self,
            ResumeCommand.self, KillCommand.self, SimulateCommand.self, BenchLoadCommand.self,
            BenchCommand.self,
        ]
    }

    static func run(_ words: [String]) -> ExitStatus {
        if words.isEmpty { return complain("no command given") }
        if words == ["--version"] || words == ["version"] {
            Console.out("alertbridge \(version)")
            return .success
        }
        if words.first == "--help" || words.first == "help" {
            Console.out(overview(of: Array(words.dropFirst())))
            return .success
        }
        guard let command = commands.first(where: { words.starts(with: $0.words) }) else {
            if let group = words.first, words.contains("--help"),
                commands.contains(where: { $0.words[0] == group })
            {
                Console.out(overview(of: [group]))
                return .success
            }
            return complain("unknown command: \(words.prefix(2).joined(separator: " "))")
        }
        return run(command, Array(words.dropFirst(command.words.count)))
    }

    private static func run(_ command: any Command.Type, _ words: [String]) -> ExitStatus {
        if words.contains("--help") {
            Console.out(command.help)
            return .success
        }
        do {
            let arguments = try Arguments(words, options: command.options, restMax: command.operandsMax)
            if command.holdsStopSignals { Signals.hold() }
            return try command.run(arguments)
        } catch let usage as UsageError {
            return complain("\(usage)\n\n\(command.help)")
        } catch let fatal as Fatal {
            Console.error("alertbridge: \(fatal.message)")
            return fatal.status
        } catch {
            Console.error("alertbridge: \(error)")
            return .unwell
        }
    }

    private static func complain(_ text: String) -> ExitStatus {
        Console.error("alertbridge: \(text)\n\n`alertbridge --help` lists the commands.")
        return .usage
    }

    private static func overview(of words: [String]) -> String {
        if let command = commands.first(where: { $0.words == words }) { return command.help }
        let shown = commands.filter { $0.words.starts(with: words) }
        let listed = shown.isEmpty ? commands : shown
        let width = listed.map { $0.words.joined(separator: " ").count }.max() ?? 0
        let lines = listed.map { command in
            let name = command.words.joined(separator: " ")
            let gist = command.summary.prefix { !$0.isNewline }
            return "  \(name)\(String(repeating: " ", count: width - name.count + 2))\(gist)"
        }
        return
            (["Usage: alertbridge COMMAND [options]", "", "Commands:"] + lines + [
                "", "Every command has --help. Exit status: 0 success, 1 the thing asked about is not well,",
                "2 wrong usage or settings, 10 and up one number per fatal reason (see the README).",
            ]).joined(separator: "\n")
    }
}
