import JSON

/// Where faults are ordered: by tests, by a file, and over HTTP at `/_venue/faults`.
struct FaultDesk: Sendable {
    let house: VenueHouse
    let faults: VenueFaults
    let hand: FaultHand
    /// Whether a relay stands before the server that can cut connections.
    let canCut: Bool

    static func isMeant(by path: String) -> Bool { path.lowercased() == "/_venue/faults" }

    /// Arms a fault, or carries it out at once where it is a deed that names no call.
    func arm(_ order: FaultOrder) {
        guard order.count.map({ $0 > 0 }) ?? true else { return }
        let count = order.count ?? Int(Int32.max)
        switch order.fault {
        case .partialFill:
            house.turn { core, _ in core.partialFillsNext += count }
            faults.arm(order, struck: count)
        case .siblingLeft:
            house.turn { core, _ in core.siblingsLeftNext += count }
            faults.arm(order, struck: count)
        case .ocoRace:
            house.turn { core, _ in core.siblingsLeftNext += count }
            faults.arm(order)
        case let fault where fault.isDeed && order.path == nil:
            hand.perform(fault)
            faults.arm(order, struck: 1)
        default:
            precondition(!order.fault.isCut || canCut, "cuts need `canCutConnections`")
            faults.arm(order)
        }
    }

    func disarm() {
        faults.disarm()
        house.turn { core, _ in
            core.partialFillsNext = 0
            core.siblingsLeftNext = 0
        }
    }

    /// GET lists, POST arms one object or an array of them, DELETE disarms; each is answered with the list.
    func answer(_ call: VenueCall) -> VenueReply {
        switch call.method {
        case "GET": return list
        case "DELETE":
            disarm()
            return list
        case "POST":
            // A page in a browser can send any other type here without asking first.
            guard call.isJSON else { return .unsupportedMediaType }
            return arm(call.body)
        default: return .methodNotAllowed(allowed: "GET, POST, DELETE")
        }
    }

    private func arm(_ body: [UInt8]) -> VenueReply {
        do throws(VenueFileError) {
            let orders = try FaultFile.read(body, named: "body", canCut: canCut)
            for order in orders { arm(order) }
            return list
        } catch {
            return .problem(
                status: 400, section: "15.5.1", title: "The faults are not understood.",
                errors: error.faults.map { ($0.place.isEmpty ? "$" : $0.place, $0.description) })
        }
    }

    private var list: VenueReply {
        .json { writer in
            writer.key("faults")
            writer.array { writer in
                for entry in faults.entries { Self.write(entry, to: &writer) }
            }
        }
    }

    private static func write(_ entry: FaultPlan.Entry, to writer: inout JSONWriter) {
        let order = entry.order
        writer.object { writer in
            writer.member("id", entry.id)
            writer.member("fault", FaultKind.name(of: order.fault))
            let endpoint = order.path.flatMap { VenueEndpoint(path: $0)?.shortPath }
            writer.member("endpoint", endpoint ?? order.path)
            writer.member("left", entry.left)
            writer.member("struck", entry.struck)
            writer.member("skip", ifPresent: entry.skip == 0 ? nil : entry.skip)
            writer.member("probability", numberIfPresent: order.chance.map(FaultFile.text))
        }
    }
}
