import Glibc
import Journey
import Ledger

/// The whole ledger, or one table of it, for a spreadsheet or another program.
enum LedgerExportCommand: Command {
    static let words = ["ledger", "export"]
    static let summary = """
        Writes the ledger's rows as JSON Lines or CSV, all as of one moment, while the bridge goes on writing.

        Tables: \(LedgerList.allCases.map(\.rawValue).joined(separator: ", ")).
        JSON Lines of several tables name the table of each row. CSV has one head line, so it takes one table, or an
        --output folder that gets one file for each. Lines of CSV end with CR LF, by RFC 4180. Text that a
        spreadsheet would run as a formula (=, +, -, @ in front, and no number) gets an apostrophe before it.

        While it runs, the ledger's -wal file grows by what the bridge writes; it shrinks at the next checkpoint. A
        reader of standard output that takes nothing for a minute ends it.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger,
        .init("table", "NAME", "only this table"),
        .init("json", nil, "one JSON object per line"),
        .init("csv", nil, "comma-separated values with a head line"),
        .init("output", "FILE", "write there (mode 0600, a new file) instead of to standard output"),
        .init("account", "NAME", "only this account; needs a table that has accounts"),
        .init("source", "NAME", "only what came of alerts of this source; needs such a table"),
        .init("since", "TIME", "from this moment on, 2026-10-05T14:30:00Z"),
        .init("until", "TIME", "before this moment"),
        .init("state", "WORD", "only rows in this state; needs such a table"),
        .init("limit", "N", "the newest N rows of each table (default 0: all)"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard arguments.has("json") != arguments.has("csv") else {
            throw UsageError("say either --json or --csv")
        }
        let lists = try self.lists(arguments)
        let filter = try LedgerOptions.filter(arguments, limitDefault: 0)
        for list in lists {
            try LedgerOptions.check(filter, for: list)
            guard let unheeded = filter.unheeded(by: list).first else { continue }
            let others = LedgerList.allCases.filter { !filter.unheeded(by: $0).contains(unheeded) }
            throw UsageError(
                "--\(unheeded) means nothing to the table \(list.rawValue): take one of "
                    + "\(others.map(\.rawValue).joined(separator: ", ")) with --table, or leave it out")
        }
        let isCSV = arguments.has("csv")
        if isCSV, lists.count > 1, arguments["output"] == nil {
            throw UsageError("CSV takes one --table, or an --output folder for all of them")
        }
        let reader = try LedgerOptions.reader(arguments)
        guard let output = arguments["output"] else {
            return try write(lists, filter, isCSV, reader, to: RecordWriter(descriptor: STDOUT_FILENO))
        }
        if isCSV, lists.count > 1 { return try writeFolder(output, lists, filter, reader) }
        return try writeFile(output, lists, filter, isCSV, reader)
    }

    private static func lists(_ arguments: Arguments) throws -> [LedgerList] {
        guard let name = arguments["table"] else { return LedgerList.allCases }
        guard let list = LedgerList(rawValue: name) else {
            let names = LedgerList.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("there is no table \(name); use one of \(names)")
        }
        return [list]
    }

    /// Writes rows as they come.
    static func write(
        _ lists: [LedgerList], _ filter: LedgerFilter, _ isCSV: Bool, _ reader: LedgerReader,
        to writer: RecordWriter, lineEnd: String = CSV.lineEnd
    ) throws -> ExitStatus {
        let isNamed = lists.count > 1
        if isCSV, let list = lists.first { _ = writer.write(CSV.head(list.members).utf8, end: lineEnd) }
        do {
            try reader.export(lists, filter) { list, record throws(LedgerFault) in
                guard put(record, of: list, isCSV: isCSV, isNamed: isNamed, to: writer, lineEnd) else {
                    throw LedgerFault(.unavailable, "the output takes no more")
                }
            }
            _ = writer.flush()
        } catch {
            guard writer.ending != nil else { throw Fatal(ledger: error) }
        }
        return try ending(of: writer)
    }

    private static func put(
        _ record: [UInt8], of list: LedgerList, isCSV: Bool, isNamed: Bool, to writer: RecordWriter,
        _ lineEnd: String = CSV.lineEnd
    ) -> Bool {
        guard isCSV else {
            let name = isNamed ? Array("{\"table\":\"\(list.rawValue)\",".utf8) : []
            return writer.write(isNamed ? name + record.dropFirst() : record, end: "\n")
        }
        return writer.write((CSV.line(record, list.members) ?? "").utf8, end: lineEnd)
    }

    private static func ending(of writer: RecordWriter) throws(Fatal) -> ExitStatus {
        switch writer.ending {
        case nil, .gone: return .success
        case .stalled:
            throw Fatal(
                status: .unwell,
                message:
                    "nobody read standard output for 60 s: the export is not whole; it ended, since it holds "
                    + "back the ledger's checkpoint. Use --output FILE")
        case .failed(let number):
            throw Fatal(
                status: .unwell, message: "the export is not whole: \(String(cString: strerror(number)))")
        }
    }

    private static func writeFile(
        _ path: String, _ lists: [LedgerList], _ filter: LedgerFilter, _ isCSV: Bool, _ reader: LedgerReader
    ) throws -> ExitStatus {
        let file = try NewFile(path)
        let status: ExitStatus
        do {
            status = try write(lists, filter, isCSV, reader, to: RecordWriter(descriptor: file.descriptor))
        } catch {
            file.discard()
            throw error
        }
        guard file.finish() else {
            unlink(path)
            throw Fatal(status: .unwell, message: "cannot write \(path): its disk did not take it")
        }
        return status
    }

    /// One file for each table, all as of one moment.
    private static func writeFolder(
        _ folder: String, _ lists: [LedgerList], _ filter: LedgerFilter, _ reader: LedgerReader
    ) throws -> ExitStatus {
        guard mkdir(folder, 0o700) == 0 else {
            let why = String(cString: strerror(errno))
            throw Fatal(
                status: .usage,
                message: "cannot make the folder \(folder): \(why); name one that is not there yet")
        }
        var files: [LedgerList: (file: NewFile, writer: RecordWriter)] = [:]
        do {
            for list in lists {
                let file = try NewFile("\(folder)/\(list.rawValue).csv")
                files[list] = (file, RecordWriter(descriptor: file.descriptor))
                _ = files[list]?.writer.write(CSV.head(list.members).utf8, end: CSV.lineEnd)
            }
            try fill(files, lists, filter, reader)
        } catch {
            // What is not whole is not left behind.
            for entry in files.values { entry.file.discard() }
            rmdir(folder)
            throw error
        }
        return .success
    }

    private static func fill(
        _ files: [LedgerList: (file: NewFile, writer: RecordWriter)], _ lists: [LedgerList],
        _ filter: LedgerFilter, _ reader: LedgerReader
    ) throws {
        do {
            try reader.export(lists, filter) { list, record throws(LedgerFault) in
                guard let writer = files[list]?.writer,
                    put(record, of: list, isCSV: true, isNamed: false, to: writer)
                else { throw LedgerFault(.unavailable, "the output takes no more") }
            }
        } catch {
            guard files.values.contains(where: { $0.writer.ending != nil }) else {
                throw Fatal(ledger: error)
            }
        }
        for entry in files.values {
            _ = entry.writer.flush()
            _ = try ending(of: entry.writer)
            guard entry.file.finish() else {
                throw Fatal(
                    status: .unwell, message: "cannot write \(entry.file.path): its disk did not take it")
            }
        }
    }
}
