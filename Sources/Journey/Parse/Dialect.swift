/// A way of writing alerts that some bridge made common.
package enum Dialect: String, Hashable, Sendable, CaseIterable {
    case native
    case tradersPost = "traderspost"
    case pickMyTrade = "pickmytrade"
    case crossTrade = "crosstrade"
    case openAlgo = "openalgo"
    case threeCommas = "3commas"
    case algoWay = "algoway"
    case alertatron
    case autoview
    case robswc
    case topstepBot = "topstepbot"
    case topstepRelay = "topstep-relay"
    case generic

    var reader: any DialectReader.Type {
        switch self {
        case .native: NativeDialect.self
        case .tradersPost: TradersPostDialect.self
        case .pickMyTrade: PickMyTradeDialect.self
        case .crossTrade: CrossTradeDialect.self
        case .openAlgo: OpenAlgoDialect.self
        case .threeCommas: ThreeCommasDialect.self
        case .algoWay: AlgoWayDialect.self
        case .alertatron: AlertatronDialect.self
        case .autoview: AutoviewDialect.self
        case .robswc: RobswcDialect.self
        case .topstepBot: TopstepBotDialect.self
        case .topstepRelay: TopstepRelayDialect.self
        case .generic: GenericDialect.self
        }
    }
}

/// How one dialect is recognised and read.
protocol DialectReader {
    static var table: DialectTable { get }
    /// What its messages tell beside the order.
    static var labels: AlertLabels { get }
    /// Whether a message in the table's form has what this dialect requires.
    static func claims(_ message: AlertFields) -> Bool
    /// Refuses what is not done here by its command, before a key of that command is taken for a misspelt one.
    static func refuseCommand(_ message: AlertFields) throws(Refusal)
    /// What it says; its keys were held to the table before. Source, dialect and canonical text are the caller's.
    static func read(_ message: AlertFields) throws(Refusal) -> Alert
}

extension DialectReader {
    /// An order and nothing else.
    static var labels: AlertLabels { AlertLabels() }
    /// What no exit fails for: its table's keys, and every time, since an exit is never too old.
    static var entryOnly: Set<String> {
        table.entryOnly.union(labels.times).union(labels.hasBarTime ? ["bar_time"] : [])
    }
    static func refuseCommand(_ message: AlertFields) throws(Refusal) {}
}
