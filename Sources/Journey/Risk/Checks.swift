import Trading

/// The gate's table, in the order in which a failure is reported.
///
/// Source of the numbers and codes: pre-trade gate of the risk specification, sections 2.3 to 2.5.
package enum Checks {
    package static let all: [Check] =
        (changes + trading + authority + clock + brackets + signal + repeats + instrument + calendar + shape
        + prices
        + exposure + holding + together + losses + profile + rate + storage + priceLimit + rule)
        .sorted { $0.id < $1.id }

    static let entry: Set<OrderClass> = [.entry]
    /// Whatever is placed as an order of its own.
    static let placed: Set<OrderClass> = [.entry, .reduce, .protect]

    /// What to do about an entry that meets a close.
    package static let lockRemedy =
        "the lock ends about 2 s after the position is seen flat: send the entry again then; to turn a position "
        + "round send `reverse`, or `position` with `prev_position` from a source with `sync: follow`"

    private static let authority: [Check] = [
        Check(
            id: "PT-03", title: "locks", classes: entry, codes: [.lockedOut],
            inputs: { [("locks", "\($0.locks.count)")] },
            fails: { input in
                guard let lock = input.locks.first else { return nil }
                return Denial(
                    .lockedOut, "\(lock); this entry is not kept and is not sent later",
                    remedy: lockRemedy)
            }),
        Check(
            id: "PT-04", title: "account authority", classes: entry,
            codes: [.accountUnknown, .accountNotTradable, .accountStateStale],
            inputs: { input in
                [
                    ("can_trade", input.canTrade.map { "\($0)" } ?? "unknown"),
                    ("visible", input.isVisible.map { "\($0)" } ?? "unknown"),
                    ("age", input.accountAge.map { "\($0)" } ?? "unknown"), ("age_max", "\(accountAgeMax)"),
                ]
            }, fails: accountAuthority),
        Check(
            id: "PT-06", title: "reconciled", classes: entry, codes: [.streamReconciling, .stateStale],
            inputs: { input in
                [
                    ("stream_ready", "\(input.isStreamReady)"),
                    ("reconciled_ago", input.reconcileAge.map { "\($0)" } ?? "never"),
                    ("age_max", "\(reconcileAgeMax)"),
                ]
            }, fails: reconciled),
        Check(
            id: "PT-07", title: "no unresolved order", classes: entry, codes: [.unresolvedOrder],
            inputs: { input in
                [("unresolved", "\(input.unresolved.count)")]
                    + (input.limits.allowsParallel ? [("parallel", "true")] : [])
            },
            fails: { input in
                guard let tag = input.unresolved.first, !input.limits.allowsParallel else { return nil }
                return Denial(
                    .unresolvedOrder, "order \(tag) has no answer yet that can be trusted",
                    remedy:
                        "wait: it is being looked up at the venue; `ledger why \(tag)` tells how far it is")
            }),
    ]

    private static let signal: [Check] = [
        Check(
            id: "PT-10", title: "age of the signal", classes: entry,
            codes: [.signalTooOld, .signalFromFuture],
            inputs: { [("age", "\($0.signalAge)"), ("age_max", "\($0.signalAgeMax)")] }, fails: signalAge),
        Check(
            id: "PT-11", title: "not seen before", classes: entry, codes: [.duplicateSignal],
            inputs: { [("repeat", "\($0.isRepeat)")] },
            fails: { input in
                guard input.isRepeat else { return nil }
                return Denial(
                    .duplicateSignal, "this alert was taken before",
                    remedy: "nothing to do: the first delivery's orders stand")
            }),
    ]

    private static let instrument: [Check] = [
        Check(
            id: "PT-15", title: "contract", classes: [.entry, .reduce, .protect, .flatten],
            codes: [.instrumentNotFound, .contractNotActive, .contractContradicted],
            inputs: { input in
                [
                    ("root", input.root), ("contract", input.contract?.text ?? "none"),
                    ("active", "\(input.isContractActive)"), ("contracts_read", "\(input.areContractsRead)"),
                ] + monthInputs(input)
            }, fails: contract)
    ]

    private static let changes: [Check] = [
        Check(
            id: "OP-01", title: "order to change", classes: [], codes: [.orderNotChangeable],
            inputs: { [("obstacle", $0.change?.obstacle ?? "none")] }, changes: .only,
            fails: { input in
                guard let obstacle = input.change?.obstacle else { return nil }
                return Denial(
                    .orderNotChangeable, "order \(input.tag) \(obstacle)",
                    remedy: input.change?.remedy
                        ?? "look at it with `ledger why \(input.tag)`, and ask again once it is working")
            })
    ]

    private static let shape: [Check] = [
        Check(
            id: "PT-20", title: "quantity", classes: placed,
            codes: [.quantityInvalid, .quantityExceedsMaximum],
            inputs: { input in
                [("size", input.size.map { "\($0)" } ?? "none"), ("size_max", "\(input.limits.sizeMax)")]
                    + sizeInputs(input)
            }, changes: .modifications, fails: quantity),
        Check(
            id: "PT-22", title: "tick grid", classes: placed, codes: [.priceOffTick],
            inputs: { input in
                [
                    ("limit_price", input.limitPrice?.description ?? "none"),
                    ("stop_price", input.stopPrice?.description ?? "none"),
                    ("tick", input.tickSize?.description ?? "unknown"),
                ] + tickInputs(input)
            }, changes: .modifications, fails: tickGrid),
        Check(
            id: "PT-27", title: "order type", classes: placed, codes: [.orderTypeNotAllowed],
            inputs: { [("type", $0.type.word)] }, fails: orderType),
        Check(
            id: "PT-28", title: "bracket", classes: entry,
            codes: [.bracketRequired, .bracketTicksInvalid, .bracketTooTight],
            inputs: { input in
                [
                    ("stop_ticks", input.stopTicks.map { "\($0)" } ?? "none"),
                    ("target_ticks", input.targetTicks.map { "\($0)" } ?? "none"),
                    ("ticks_min", "\(bracketTicksMin)"), ("stop_required", "\(input.limits.requiresStop)"),
                ]
            }, fails: bracket),
        Check(
            id: "PT-29", title: "order tag", classes: placed, codes: [.customTagInvalid],
            inputs: { [("tag", $0.tag.text), ("used", "\($0.isTagUsed)")] }, changes: .none,
            fails: { input in
                guard !input.tag.isWellFormed || input.isTagUsed else { return nil }
                let why = input.isTagUsed ? "was used before" : "is not 1 to 40 of A-Z a-z 0-9 . _ -"
                return Denial(
                    .customTagInvalid, "order tag \(input.tag) \(why)",
                    remedy: "send the alert with an id of its own")
            }),
    ]

    private static let exposure: [Check] = [
        Check(
            id: "PT-30", title: "position limit", classes: entry, codes: [.positionLimitInstrument],
            inputs: { input in
                [
                    ("position", input.position.map { "\($0)" } ?? "unknown"),
                    ("live_buys", "\(input.liveBuys)"), ("live_sells", "\(input.liveSells)"),
                    ("live_legs", "\(input.liveLegs)"),
                    ("other_months", "\(input.holding?.otherMonths ?? 0)"),
                    ("exposure", instrumentCase(input).map { "\($0)" } ?? "unknown"),
                    ("position_max", "\(input.limits.positionMax)"),
                ]
            }, fails: positionLimit),
        Check(
            id: "PT-36", title: "reduce only", classes: [.reduce, .protect],
            codes: [.positionNotFound, .reduceOnlyWouldIncrease],
            inputs: { input in
                [
                    ("position", input.position.map { "\($0)" } ?? "unknown"),
                    ("pending_exits", "\(input.pendingExits)"),
                ]
            }, fails: reduceOnly),
    ]

    private static let storage: [Check] = [
        Check(
            id: "PT-53", title: "ledger", classes: [.entry, .reduce, .protect, .flatten],
            codes: [.ledgerUnavailable], inputs: { [("writable", "\($0.isLedgerWritable)")] },
            fails: { input in
                guard !input.isLedgerWritable else { return nil }
                return Denial(
                    .ledgerUnavailable, "the intent cannot be written to the ledger",
                    remedy: "free disk space or repair the disk; serving resumes by itself")
            })
    ]
}
