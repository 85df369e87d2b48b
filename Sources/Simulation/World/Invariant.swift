/// What has to be true of every world, whatever goes wrong in it. The words stand in the line of a failure.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
    /// At most one order at the venue under one tag, and no request beyond the attempts on disk.
    case oneOrderPerTag = "one_order_per_tag"
    /// An entry is asked for once, unless its rule says otherwise.
    case entrySentOnce = "entry_sent_once"
    /// No entry leaves later than its alert's age allows.
    case entryIsFresh = "entry_is_fresh"
    /// Nothing that moves money leaves before its intent and its attempt are on disk.
    case intentBeforeSend = "intent_before_send"
    /// What was answered with 2xx stands in the ledger, with the verdicts that were told.
    case acknowledgedIsKept = "acknowledged_is_kept"
    /// Every request that was answered has its delivery in the ledger.
    case deliveryIsKept = "delivery_is_kept"
    /// A repeat is told what the first delivery was told.
    case sameVerdicts = "same_verdicts"
    /// What was once on disk is there after every start, unchanged.
    case ledgerKeeps = "ledger_keeps"
    /// The ledger opens after whatever happened to the machine.
    case ledgerOpens = "ledger_opens"
    /// The chain and every row verify.
    case ledgerVerifies = "ledger_verifies"
    /// Positions and working entries stay within the account's limit.
    case exposure
    /// No entry while its account is locked.
    case noEntryWhileLocked = "no_entry_while_locked"
    /// No entry while its account is not compared with the venue.
    case noEntryUnreconciled = "no_entry_unreconciled"
    /// No entry beside a lost order on its account and contract.
    case noEntryUnresolved = "no_entry_unresolved"
    /// A position is taken up as the hub told it, or as it stood during a reading that was asked after that.
    case positionIsKnown = "position_is_known"
    /// An entry that was called not placed is not at the venue, and does not come there any more.
    case notPlacedIsNot = "not_placed_is_not"
    /// No entry leaves where trading was stopped by command, also after a restart.
    case noEntryWhileStopped = "no_entry_while_stopped"
    /// No more entries are let through than the account's rate allows, also after a restart.
    case orderRate = "order_rate"
    /// No entry leaves against what another account of the same person holds.
    case noHedge = "no_hedge"
    /// What an account may come to stays within its firm's maximum, and within the plan's step of the day's beginning.
    case firmSize = "firm_size"
    /// No entry leaves before a person has acknowledged what its account's firm allows.
    case acknowledged
    /// No entry leaves after the balance touched the floor, nor where its stop would lead there.
    case floorHeld = "floor_held"
    /// No entry leaves that could lose more than the day's limit, nor beyond the day's profit and trades.
    case dayRoom = "day_room"
    /// A day begins with the balance and the floor that the one before leaves.
    case dayBegins = "day_begins"
    /// A follower enters by its leader's fresh executions, and is led to no more than they make.
    case copied
    /// Minis and micros are not held side by side where the firm forbids it.
    case oneClass = "one_class"
    /// One order for both halves of a reversal closes just what is held, and a close follows where it did not fill.
    case reversed
    /// An entry has the size that its rule makes of the alert.
    case sizeByRule = "size_by_rule"
    /// No entry leaves after the day's last moment for entries, nor while its market is closed.
    case noEntryOffHours = "no_entry_off_hours"
    /// What has to be flat before the day ends is.
    case flatInTime = "flat_in_time"
    /// No entry leaves in a blackout.
    case noEntryInBlackout = "no_entry_in_blackout"
    /// No entry leaves while this machine's clock is not the venue's.
    case noEntryByWrongClock = "no_entry_by_wrong_clock"
    /// No entry rests at the venue when its time is over, and none is cancelled before.
    case restingEnds = "resting_ends"
    /// A flatten ends on a flat account alone, and by nothing else once it was begun.
    case flattenEndsFlat = "flatten_ends_flat"
    /// No secret in the ledger or in a line for people.
    case noSecret = "no_secret"
    /// A part is closed at the venue once for each exit that leaves as such a close: it carries no tag.
    case partClosedOnce = "part_closed_once"
    /// No entry is decided in a month that the venue no longer trades, once it told so.
    case activeMonth = "active_month"
    /// Once all is well every order settles.
    case settles
    /// Once all is well the bridge's picture is the venue's.
    case agreesWithVenue = "agrees_with_venue"
    /// The fills in the ledger add up to the venue's positions.
    case fillsExplainPositions = "fills_explain_positions"
    /// A day's totals are those of the venue's trades.
    case dayTotals = "day_totals"
    /// A hub that another session took again and again is left to it.
    case evictionEnds = "eviction_ends"
    /// A position whose rule asked for a stop has one.
    case protected
    /// No leg works where it protects nothing.
    case noStrayLegs = "no_stray_legs"
    /// Once all is well the bridge is ready, and takes entries.
    case readyAgain = "ready_again"
    /// A world that comes to rest at all.
    case rests
}

/// How a world broke its promise.
package struct Violation: Error, Hashable, Sendable {
    package let invariant: Invariant
    package let what: String
    /// The order that it is about, where it is about one.
    package var tag: String?
}
