import JSON
import Journey
import Ledger
import Trading

/// An order's story in plain words.
struct StoryText {
    private let story: OrderStory
    private(set) var lines: [String] = []

    static func lines(_ alert: AlertStory) -> [String] {
        let changed = alert.orders.filter(alert.isChanging)
        var lines = head(alert.alert, changed: changed.count)
        for delivery in alert.deliveries {
            let code = delivery.code.map { " \($0)" } ?? ""
            lines.append(
                "  delivered \(delivery.at) from \(delivery.peer): \(delivery.outcome.rawValue)\(code), "
                    + "HTTP \(delivery.status)")
            let certificate = [
                delivery.certificateSubject, delivery.certificateFingerprint.map { "SHA-256 \($0)" },
            ].compactMap(\.self)
            if !certificate.isEmpty {
                lines.append("    with the certificate \(certificate.joined(separator: "; "))")
            }
            if let id = delivery.signedID { lines.append("    signed as \(id)") }
        }
        if alert.deliveries.isEmpty { lines.append("  its deliveries went for their age") }
        // Briefly first: each order's own story has the changes of others, too.
        for order in changed {
            lines += order.attempts.filter { $0.alert == alert.alert.row.fingerprint }.map { attempt in
                "  change of \(order.order.tag): \(words(attempt))"
            }
        }
        for order in alert.orders where !order.order.isBracketLeg || alert.isChanging(order) {
            lines += [""] + StoryText(order, withAlert: false).lines
        }
        return lines
    }

    init(_ story: OrderStory, withAlert: Bool = true) {
        self.story = story
        if withAlert, let alert = story.alert { lines += Self.head(alert) }
        tellOrder()
        tellState()
        tellVerdicts()
        tellTimes()
        story.attempts.forEach { tell($0) }
        story.fills.forEach { tell($0) }
        tellFamily()
        for difference in story.discrepancies {
            add(
                "\(difference.kind) \(difference.at): ours \(difference.ours), venue \(difference.theirs); \(difference.done)"
            )
        }
        story.notifications.forEach { tell($0) }
        tellElse()
    }

    private mutating func add(_ text: String) { lines.append("  " + text) }

    /// - Parameter changed: Orders that are not its own.
    private static func head(_ alert: AlertListing, changed: Int = 0) -> [String] {
        let row = alert.row
        let others = changed == 1 ? "1 other order" : "\(changed) other orders"
        let change = changed == 0 ? "" : "; a change asked of \(others)"
        return [
            "alert \(row.fingerprint.prefix): \(row.action) \(row.ticker) from \(row.source), "
                + "\(alert.status.rawValue)\(change)",
            "  received \(row.receivedAt), delivered \(alert.deliveries) times",
            "  \(String(decoding: row.canonical, as: UTF8.self))",
        ] + copied(row)
    }

    // MARK: The order

    private mutating func tellOrder() {
        let order = story.order
        let size = order.size.map { " \($0)" } ?? ""
        let side = order.side.map { " \($0.rawValue)" } ?? ""
        let type = order.type == .market ? "" : " \(order.type.word)"
        lines.append(
            "order \(order.tag): \(order.orderClass.rawValue)\(side)\(size)\(type) "
                + "\(order.contract?.text ?? "everything") on \(order.account), \(order.state.rawValue)")
        if let rule = order.rule { add("asked for by rule \(rule)") }
        let prices = [
            order.limitPrice.map { "limit \($0)" }, order.stopPrice.map { "stop \($0)" },
            order.trailPrice.map { "trail from \($0)" }, order.bracket?.stop.map { "stop loss \($0) ticks" },
            order.bracket?.target.map { "target \($0) ticks" },
        ].compactMap { $0 }
        if !prices.isEmpty { add(prices.joined(separator: ", ")) }
        if let id = order.venueOrder { add("the venue's number for it is \(id)") }
        if let code = order.code { add("\(code): \(order.reason ?? "")") }
        if let remedy = order.remedy { add("what to do: \(remedy)") }
    }

    private static func isTakenInPart(_ attempt: AttemptRow) -> Bool {
        attempt.kind == .partialClose && attempt.ending == Ending.acceptedWord
    }

    private mutating func tellState() {
        let order = story.order
        switch order.state {
        case .denied: add("denied by our own gate: nothing was sent")
        case _ where order.orderClass == .flatten && order.state.isLive: tellClose()
        case .approved: add("approved and on disk, not sent yet")
        case .sent where story.attempts.last.map(Self.isTakenInPart) == true:
            add("taken by the venue, which names no order for it: it is being looked for")
        case .sent: add("sent: the venue has not answered yet")
        case .lost: tellLost()
        case .notSent: add("it provably never left this machine")
        case .notPlaced where order.code == Desk.undecided:
            add("looked for long enough: whether it happened is not known")
        case .notPlaced: add("looked up long enough: the venue never had it")
        case .rejected: add("refused by the venue: nothing works there")
        case .working: add("it works at the venue")
        case .partiallyFilled:
            add("\(order.filled) of \(order.size ?? 0) filled, the rest works at the venue")
        case .filled, .cancelled, .expired: tellEnd()
        }
    }

    /// How far a close is.
    private mutating func tellClose() {
        let order = story.order
        guard order.stage == .place || order.times.sentAt != nil else {
            return add("approved and on disk, not begun yet")
        }
        guard order.state != .approved || order.times.sentAt != nil else {
            return add("under way; nothing of it is at the venue yet: it goes on until that is verified flat")
        }
        switch story.attempts.last(where: { $0.kind == .close })?.ending {
        case nil: add("sent: the venue has not answered yet")
        case Ending.acceptedWord: add("the venue took the close; it goes on until that is verified flat")
        default: add("a close may be at the venue: it goes on until that is verified flat")
        }
    }

    private mutating func tellEnd() {
        let order = story.order
        let price = order.averagePrice.map { " at \($0)" } ?? ""
        if order.filled > 0 { add("\(order.filled) filled\(price)") }
        add(
            order.times.reconciledAt == nil
                ? "over; no reading of the venue has agreed yet" : "over, and the venue agrees")
    }

    /// What a lost order is, and what happens next.
    private mutating func tellLost() {
        let order = story.order
        let clean = story.attempts.count { $0.kind == .lookUp && $0.ending == "absent" }
        add("UNRESOLVED: it was handed to the network and no answer came that can be trusted; it may be live")
        add("\(clean) look-ups answered in full and did not find it")
        add("next: it is looked up by its tag, at last every 15 s; found, it is taken over as accepted")
        if order.code == "RESTORED_COPY" {
            add(
                "never found: after 30 s and five such look-ups it counts as not placed; it is not sent again, "
                    + "since this ledger is a copy")
        } else if order.orderClass == .entry {
            add(
                "never found: after 30 s and five such look-ups it counts as not placed; it is sent again only "
                    + "where its rule says resend_entries: while_fresh")
        } else {
            add(
                "never found: as an exit it is sent again under the same tag, after 5 s and two such look-ups"
            )
        }
        add("meanwhile entries on this account and contract are denied UNRESOLVED_ORDER; exits are not")
    }

    private mutating func tellVerdicts() {
        for entry in story.audit where entry.row.kind == "risk.verdict" {
            guard let root = (try? JSONDocument(entry.row.body))?.root else { continue }
            let code = root["code"]?.string.map { " \($0)" } ?? ""
            add("gate at \(entry.row.at): \(root["verdict"]?.string ?? "unreadable")\(code)")
            for check in root["checks"]?.elements ?? [] {
                let mark = check["passed"]?.bool == true ? "passed" : "FAILED"
                add("  \(check["id"]?.string ?? "") \(mark)  \(check["inputs"]?.string ?? "")")
            }
        }
    }

    // MARK: Times

    private static let pointWords = [
        "accepted_at": "connection accepted", "body_at": "message in", "decided_at": "decided",
        "durable_at": "on disk", "replied_at": "sender answered", "sent_at": "sent to the venue",
        "answered_at": "venue answered", "hub_ack_at": "hub told of it",
        "filled_at": "filled, by the venue's clock",
        "reconciled_at": "a reading agreed",
    ]

    /// Each point of the journey with the milliseconds since the one before.
    private mutating func tellTimes() {
        var before: Timestamp?
        for (name, time) in story.order.times.points {
            guard let time else { continue }
            let since = before.map { "  \(Self.milliseconds(time.since($0), signed: true))" } ?? ""
            let words = Self.pointWords[name] ?? name
            add("\(time)  \(words)\(since)")
            before = time
        }
    }

    private static func milliseconds(_ span: Span, signed: Bool = false) -> String {
        let sign = signed && span.microseconds >= 0 ? "+" : ""
        return "\(sign)\(FixedPoint.text(span.microseconds, digits: 3)) ms"
    }

    // MARK: What belongs to it

    private mutating func tell(_ attempt: AttemptRow) {
        let asked = attempt.alert.map { ", asked for by \($0.prefix)" } ?? ""
        add(Self.words(attempt) + asked)
    }

    private static func words(_ attempt: AttemptRow) -> String {
        let ending = attempt.ending.map(endingWords) ?? "under way"
        let latency = attempt.latency.map { " after \(milliseconds($0))" } ?? ""
        let code = attempt.code.map { ", code \($0)" } ?? ""
        let message = attempt.message.map { ": \($0)" } ?? ""
        let kind = attempt.kind == .lookUp ? "look-up" : attempt.kind.rawValue
        return "\(kind) \(attempt.number) at \(attempt.at): \(ending)\(latency)\(code)\(message)"
    }

    private static func endingWords(_ ending: String) -> String {
        switch ending {
        case "absent": "not found"
        case "not_sent": "not sent"
        case "lost": "lost, no answer that can be trusted"
        default: ending
        }
    }

    private mutating func tell(_ fill: FillRow) {
        let trade = fill.trade
        let profit = trade.profit.map { ", gross \($0) USD" } ?? ""
        let voided = trade.isVoided ? ", VOIDED by the venue: it counts for nothing" : ""
        add(
            "fill \(trade.id) at \(trade.at): \(trade.side.rawValue) \(trade.size) at \(trade.price)\(profit), "
                + "fees \(trade.fees) USD\(voided)")
    }

    private mutating func tell(_ told: NotificationRow) {
        let ending =
            switch told.state {
            case .delivered: "delivered \(told.deliveredAt?.description ?? "")"
            case .pending: "not delivered yet, \(told.attempts) tries"
            case .givenUp: "given up"
            }
        let fault = told.state == .delivered ? "" : told.lastError.map { ": \($0)" } ?? ""
        add(
            "told \(told.target) at \(told.at): \(told.level.rawValue) \(told.kind.rawValue), \(ending)\(fault)"
        )
    }

    private mutating func tellFamily() {
        if let parent = story.parent {
            let relation = story.order.isBracketLeg ? "a leg of" : "waits for"
            add("\(relation) \(parent.tag): \(parent.orderClass.rawValue), \(parent.state.rawValue)")
        }
        for child in story.children {
            let price = child.stopPrice ?? child.limitPrice
            add(
                "\(child.orderClass.rawValue) \(child.tag): \(child.type.word) \(child.side?.rawValue ?? "") "
                    + "\(child.size ?? 0) at \(price?.description ?? "-"), \(child.state.rawValue)")
        }
    }

    /// Whatever else the audit has under the order's name.
    private mutating func tellElse() {
        for entry in story.audit where entry.row.kind != "risk.verdict" && entry.row.kind != "order" {
            add("\(entry.row.kind) \(entry.row.at): \(String(decoding: entry.row.body, as: UTF8.self))")
        }
    }
}

extension AlertStory {
    /// Whether it asked for a change of an order that is not its own.
    fileprivate func isChanging(_ order: OrderStory) -> Bool {
        let fingerprint = alert.row.fingerprint
        return order.order.alert != fingerprint && order.attempts.contains { $0.alert == fingerprint }
    }
}
