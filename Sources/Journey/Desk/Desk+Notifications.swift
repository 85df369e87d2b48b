import Trading

/// What the operator is told, and how it gets to him: see `NotificationBook`.
///
/// News is read off each decision's rows and inputs when the decision is made, so it stands in the same commit as
/// the event, and nothing that changes an order has to think of it.
extension Desk {
    /// Notifications that wait for their receiver.
    package var notificationsPending: Int { notices.pendingCount }
    /// Tries that delivered one, since the start.
    package var notificationsDelivered: Int64 { notices.deliveredCount }
    /// Tries that did not, since the start.
    package var notificationsFailed: Int64 { notices.failedCount }
    /// Whether a try to deliver one has not ended yet.
    package var hasNotificationsUnderWay: Bool { notices.queues.values.contains { $0.isUnderWay } }

    /// Tells the operator, where the settings want that.
    ///
    /// - Parameters:
    ///   - subject: What it is about: the same kind about the same subject is told once a minute, and counted
    ///     meanwhile. Nil where each one is to be told.
    ///   - text: A plain sentence.
    ///   - numbers: Names in snake_case with whole numbers.
    mutating func notify(
        _ kind: NotificationKind, about subject: String?, account: AccountName? = nil, tag: OrderTag? = nil,
        alert: Fingerprint? = nil, _ text: String, numbers: KeyValuePairs<String, Int64?> = [:]
    ) {
        guard settings.notify.contains(where: { $0.level(of: kind) != nil }) else { return }
        let news = NotificationBook.News(
            kind: kind, at: now.wall, account: account, tag: tag, alert: alert, text: text,
            numbers: numbers.compactMap { name, value in
                value.map { NotificationBook.Number(name: name, value: $0) }
            })
        if let subject {
            let about = NotificationBook.Subject(kind: kind, name: subject)
            guard notices.mayTell(news, about: about, at: now.steady) else { return }
        }
        tell(news)
    }

    private mutating func tell(_ news: NotificationBook.News) {
        for target in settings.notify {
            guard let level = target.level(of: news.kind) else { continue }
            notices.put(news, level: level, for: target.name, at: now)
            notices.makeRoom(for: target, at: now)
        }
    }

    /// Ends an input: tells its news, and begins the tries that are due.
    mutating func finishNotifications(after input: Input) {
        guard !settings.notify.isEmpty || !notices.changed.isEmpty else { return }
        tellNews(of: input)
        switch input {
        case .arrival, .released: if notices.changed.isEmpty { return }
        case .event, .answer, .reconcile, .notified, .tick, .stopping: break
        }
        flushNotifications()
    }

    /// Puts the rows that changed into the decision, with the tries that begin.
    private mutating func flushNotifications() {
        for news in notices.endStorms(at: now.steady) { tell(news) }
        for id in notices.changed.keys.sorted() {
            if let row = notices.changed[id] { out.rows.append(.notification(row)) }
        }
        notices.changed = [:]
        // A stop waits for the tries under way and begins no more: what waits is tried after the next start.
        // A try whose ending cannot be written would be made again for as long as the ledger is away.
        let mayTry = !isStopping && ledger != .down
        if mayTry { out.notifications += notices.calls(at: now.steady) }
        notices.schedule(mayTry: mayTry)
    }

    /// Takes up what waits, and tells of the start.
    mutating func restoreNotifications(_ memory: DeskMemory) {
        notices.lastID = memory.lastNotification
        for row in memory.notifications { takeUp(row) }
        for row in memory.orders where row.state == .lost {
            notices.lost[row.tag] = row.times.answeredAt ?? row.times.sentAt ?? row.createdAt
        }
        for row in memory.orders where row.orderClass == .flatten && row.stage == .place {
            notices.told[row.tag] = [.flattenBegun]
        }
        if !settings.notify.isEmpty { tellRows() }
        if notices.isRecovering {
            tellRecovered()
        } else {
            tellStart(memory)
        }
        notices.isRecovering = false
        flushNotifications()
    }

    /// Goes on after the ledger could not be written: what the failed write holds after all waits like the rest.
    mutating func meetNotifications(_ memory: DeskMemory) {
        notices.lastID = max(notices.lastID, memory.lastNotification)
        for row in memory.notifications where notices.queues[row.target]?.holds(row.id) != true {
            takeUp(row)
        }
        if !settings.notify.isEmpty { tellRows() }
        tellRecovered()
        flushNotifications()
    }

    private mutating func tellRecovered() {
        notify(
            .ledgerRecovered, about: nil,
            "the ledger could not be written for a while and takes writes again: alerts were answered 503 "
                + "meanwhile")
    }

    private mutating func takeUp(_ row: NotificationRow) {
        guard settings.notify.contains(where: { $0.name == row.target }) else {
            var ended = row
            ended.state = .givenUp
            ended.nextAt = nil
            ended.lastError = "the settings name no such receiver any more"
            return notices.changed[row.id] = ended
        }
        notices.queues[row.target, default: NotificationQueue()].restore(row, at: now)
    }

    private mutating func tellStart(_ memory: DeskMemory) {
        guard !settings.notify.isEmpty else { return }
        for name in gateways.keys.sorted() {
            notices.hubs[name] = NotificationBook.Outage(
                since: now.steady, reason: "it has not been ready since the start")
        }
        let lost = orders.values.count { $0.row.state == .lost }
        notify(
            .started, about: nil,
            "started: \(orders.count) orders unfinished, \(lost) of them UNRESOLVED; "
                + "\(memory.notifications.count) notifications waiting",
            numbers: [
                "orders_unfinished": Int64(orders.count), "orders_unresolved": Int64(lost),
                "notifications_waiting": Int64(memory.notifications.count),
            ])
        tellStopped()
    }
}
