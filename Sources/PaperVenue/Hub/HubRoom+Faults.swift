import Trading

extension HubRoom {
    /// What a fault does to the connections of this moment; nothing for one that waits for an event.
    mutating func suffer(_ fault: VenueFault) -> [Action] {
        switch fault {
        case .hubSilent:
            for id in memberIDs(on: .user) { members[id]?.isSilent = true }
            return []
        case .marketSilent:
            for id in memberIDs(on: .market) { members[id]?.isMarketSilent = true }
            return []
        case .hubClose(let allowReconnect, let hub):
            let frame = HubFrame.close(
                error: "Connection closed with an error.", allowReconnect: allowReconnect)
            let ids = memberIDs(on: hub)
            for id in ids { members[id] = nil }
            return ids.flatMap { [Action.send($0, frame), .close($0)] }
        case .hubReset(let hub): return cut(memberIDs(on: hub))
        case .hubLogout: return opened(.both).map { .send($0, HubFrame.logout) }
        case .strangeEvents:
            return opened(.user).flatMap { id in
                HubFrame.strange(account: AccountID(0)).map { .send(id, $0) }
            }
        case .bigDepthFrame(let bytes): return bigDepth(bytes)
        default: return []
        }
    }

    /// Who has shaken hands: nobody else may be sent an event.
    private func opened(_ hub: VenueHub) -> [MemberID] {
        memberIDs(on: hub).filter { members[$0]?.session.isOpen == true && members[$0]?.isSilent == false }
    }

    private func bigDepth(_ bytes: Int) -> [Action] {
        var frames: [ContractID: [UInt8]] = [:]
        return opened(.market).flatMap { id -> [Action] in
            guard let market = members[id]?.session.market else { return [] }
            return market.contracts.sorted().filter(market.wantsDepth).map { contract in
                let frame = frames[contract] ?? HubFrame.depth(of: contract, bytes: bytes)
                frames[contract] = frame
                return .send(id, frame)
            }
        }
    }
}
