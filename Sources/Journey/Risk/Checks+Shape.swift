import Trading

extension Checks {
    /// The venue refuses a bracket leg nearer than this.
    ///
    /// Source: live refusal text `Price should be at least 4 ticks away`, read 2026-09.
    package static let bracketTicksMin: Int64 = 4

    static func contract(_ input: GateInput) -> Denial? {
        // A close that comes before the contracts were read is taken, and waits for them.
        let waits = input.orderClass == .flatten && !input.areContractsRead
        guard let contract = input.contract else {
            guard !input.isWholeAccount, !waits else { return nil }
            let fault = input.gatewayFault.map { "; \($0)" } ?? ""
            guard input.areContractsRead else {
                return Denial(
                    .instrumentNotFound, "the venue's contracts have not been read yet\(fault)",
                    remedy: "wait until the gateway is reached, and send the next alert")
            }
            if let denial = missingMonth(input) { return denial }
            return Denial(
                .instrumentNotFound, "the venue lists no active contract for \(input.root)\(fault)",
                remedy:
                    "check the alert's ticker and the rule's contract: the continuous symbol ends with an "
                    + "exclamation mark, NQ1!; NQ is a root, whose month is found by itself")
        }
        guard input.isContractActive || input.orderClass != .entry else {
            if let denial = missingMonth(input) { return denial }
            return Denial(
                .contractNotActive, "\(contract) is not the active month",
                remedy: "use a continuous symbol, or the month that the venue trades")
        }
        return month(input)
    }

    static func quantity(_ input: GateInput) -> Denial? {
        guard input.side != nil else {
            return Denial(
                .quantityInvalid, "nothing is held in \(input.root) that tells which way to reverse",
                remedy: "send buy or sell with \"position\" and \"prev_position\" instead of reverse")
        }
        if let sizing = input.sizing, sizing.contracts != input.size {
            return Denial(
                .quantityInvalid,
                "\(sizing.rule) comes to \(sizing.contracts.map { "\($0)" } ?? "nothing"), and not to "
                    + "\(input.size.map { "\($0)" } ?? "nothing")",
                remedy: "report this: the size and what it follows from were not kept together")
        }
        guard let size = input.size, Size(size) != nil else {
            // A part of nothing is none: PT-36 says that nothing is held.
            if input.orderClass == .reduce, input.position == 0 { return nil }
            if case .nothing(let why)? = input.sizing?.outcome {
                return Denial(
                    .quantityInvalid,
                    "no size comes out of \(input.sizing?.rule.description ?? "the rule"): \(why)",
                    remedy: "send what it lacks with the alert, or change the size of the rule's account")
            }
            return Denial(
                .quantityInvalid,
                "the size comes to \(input.size.map { "\($0)" } ?? "nothing")"
                    + (input.sizing?.fraction.map { ", from \($0) contracts" } ?? ""),
                remedy: "send a \"size\" that the rule's size turns into 1 or more contracts")
        }
        let isEntry = input.orderClass == .entry && input.change?.addsExposure != false
        guard !isEntry || size <= input.limits.sizeMax else {
            return Denial(
                .quantityExceedsMaximum,
                "asked for \(size) contracts; this account's limit is \(input.limits.sizeMax)",
                remedy:
                    "lower the alert's size or the rule's multiplier, or raise risk.max_size for the account")
        }
        return nil
    }

    static func tickGrid(_ input: GateInput) -> Denial? {
        let prices = [
            ("limit_price", input.limitPrice), ("stop_price", input.stopPrice),
            ("trail_price", input.trailPrice),
        ]
        // Protection of a contract that is not listed is moved all the same: the venue has the last word.
        if input.tickSize == nil, input.change?.addsExposure == false { return nil }
        if let denial = roundedAmiss(input) { return denial }
        for case (let name, let price?) in prices {
            guard let tick = input.tickSize, tick.holds(price) else {
                return Denial(
                    .priceOffTick,
                    "\(name) \(price) is no multiple of the tick \(input.tickSize?.description ?? "")",
                    remedy: "round the price: the venue does not")
            }
            // A price below zero was traded once, in oil in 2020; far more often it is a broken alert.
            // PT-23 judges the sign; records from before it was asked keep their verdict.
            guard input.orderClass != .entry || input.holding != nil || price > Price(nanos: 0) else {
                return Denial(
                    .priceOffTick, "\(name) \(price) is not above zero",
                    remedy: "look at what the script fills in: a sell limit there sells at any price")
            }
        }
        return nil
    }

    static func orderType(_ input: GateInput) -> Denial? {
        let allowed = input.limits.orderTypes.map(\.word).sorted().joined(separator: ", ")
        guard input.orderClass != .entry || input.limits.orderTypes.contains(input.type) else {
            return Denial(
                .orderTypeNotAllowed, "\(input.type.word) orders are not allowed here; allowed: \(allowed)",
                remedy: "change the alert's type, or add it to risk.order_types for the account")
        }
        // Documented in the enum and in no list of types that may be placed.
        guard input.type != .stopLimit else {
            return Denial(
                .orderTypeNotAllowed, "the venue takes no stop_limit orders", remedy: "use stop or limit")
        }
        return nil
    }

    static func bracket(_ input: GateInput) -> Denial? {
        if input.limits.requiresStop, input.stopTicks == nil {
            return Denial(
                .bracketRequired, "the entry has no stop loss",
                remedy:
                    "give the rule or the alert stop_ticks, or set risk.require_stop: false for the account")
        }
        let legs = [("stop_ticks", input.stopTicks), ("target_ticks", input.targetTicks)]
        for case (let name, let ticks?) in legs {
            guard ticks > 0, ticks <= Int64(Int32.max) else {
                return Denial(
                    .bracketTicksInvalid, "\(name) is \(ticks)",
                    remedy: "give distances above zero: the sign follows the side by itself")
            }
            guard ticks >= bracketTicksMin else {
                return Denial(
                    .bracketTooTight, "\(name) is \(ticks); the venue wants at least \(bracketTicksMin)",
                    remedy: "widen it to \(bracketTicksMin) ticks or more")
            }
        }
        return nil
    }

    /// The most contracts that could be held, either way, once this order and all live ones filled; nil when
    /// the position is not known or the sum leaves the range.
    ///
    /// A close takes the position and leaves every leg alive until it is cancelled: this entry's, and those left
    /// over from others.
    ///
    /// Source: risk specification 1.4. Two alerts can each pass on the position alone and both fill, so every
    /// live order counts.
    package static func worstCase(_ input: GateInput) -> Int64? {
        guard let position = input.position, let size = input.size else { return nil }
        let buys = input.liveBuys.checked(adding: input.side == .buy ? size : 0)
        let sells = input.liveSells.checked(adding: input.side == .sell ? size : 0)
        guard let buys, let sells, let long = position.checked(adding: buys),
            let short = sells.checked(subtracting: position), let held = Int64(exactly: position.magnitude),
            let left = input.liveLegs.checked(adding: size)
        else { return nil }
        let addsLegs = input.liveLegs > 0 && (input.stopTicks != nil || input.targetTicks != nil)
        return max(held, long, short, addsLegs ? left : 0)
    }

    /// The same with the other months of the root, whichever way they are held.
    static func instrumentCase(_ input: GateInput) -> Int64? {
        worstCase(input)?.checked(adding: input.holding?.otherMonths ?? 0)
    }

    static func positionLimit(_ input: GateInput) -> Denial? {
        let limit = input.limits.positionMax
        if input.position != nil, input.size == nil {
            return Denial(
                .positionLimitInstrument, "the size is not known, so its limit of \(limit) cannot be kept",
                remedy: "see what PT-20 says of the size")
        }
        guard let position = input.position, let exposure = instrumentCase(input) else {
            return Denial(
                .positionLimitInstrument,
                "the position is not known, so its limit of \(limit) cannot be kept",
                remedy: "wait until orders and positions were compared with the venue")
        }
        guard exposure > limit else { return nil }
        return Denial(
            .positionLimitInstrument,
            "could come to \(exposure) contracts with position \(position) and live orders; limit \(limit)",
            remedy: "close or cancel something first, or raise risk.max_position for the account")
    }

    static func reduceOnly(_ input: GateInput) -> Denial? {
        guard let position = input.position, position != 0 else {
            return Denial(
                .positionNotFound, "no open position in \(input.root) to take contracts from",
                remedy:
                    "nothing to do if the bracket closed it; else send close or flatten, which ask the venue")
        }
        let isOpposite = (input.side == .sell) == (position > 0)
        let room = Int64(exactly: position.magnitude)?.checked(subtracting: input.pendingExits)
        guard isOpposite, let size = input.size, let room, size <= room else {
            return Denial(
                .reduceOnlyWouldIncrease,
                "\(input.side?.rawValue ?? "") \(input.size ?? 0) against position \(position) with \(input.pendingExits) leaving",
                remedy: "send a smaller size, or close without a size")
        }
        return nil
    }
}
