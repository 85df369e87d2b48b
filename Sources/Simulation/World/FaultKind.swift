/// What may go wrong in a world. The words stand in the figures that a run ends with.
package enum FaultKind: String, Hashable, Sendable, CaseIterable {
    // The network between the bridge and the venue.
    case lostRequest = "lost_request"
    case lostAnswer = "lost_answer"
    case brokenAnswer = "broken_answer"
    case errorAnswer = "error_answer"
    case lateAnswer = "late_answer"
    case refusedConnection = "refused_connection"
    case hubGap = "hub_gap"
    case hubDisorder = "hub_disorder"
    case partition
    // The venue and its people.
    case partialFill = "partial_fill"
    case rejectAfterAccept = "reject_after_accept"
    case bothLegs = "both_legs"
    case platformFlatten = "platform_flatten"
    case searchLag = "search_lag"
    case manualTrade = "manual_trade"
    case manualCancel = "manual_cancel"
    case voidedTrade = "voided_trade"
    case eviction
    case tokenExpiry = "token_expiry"
    // The machine that the bridge runs on.
    case clockStep = "clock_step"
    case slowSync = "slow_sync"
    case failedSync = "failed_sync"
    case diskFull = "disk_full"
    case diskError = "disk_error"
    case kill
    case killAtStep = "kill_at_step"
    case killInDisk = "kill_in_disk"
    case killInRecovery = "kill_in_recovery"
    case powerCut = "power_cut"
    // The senders.
    case duplicate
    case lostReply = "lost_reply"
    case conflict
    case stale
}
