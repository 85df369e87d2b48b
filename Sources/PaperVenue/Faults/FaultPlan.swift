/// Faults that wait for their moment.
struct FaultPlan: Sendable {
    private struct Armed: Sendable {
        let fault: VenueFault
        /// In lower case; nil for whichever call comes next.
        let path: String?
        var left: Int
    }

    private var armed: [Armed] = []

    mutating func arm(_ fault: VenueFault, count: Int, path: String?) {
        guard count > 0 else { return }
        armed.append(Armed(fault: fault, path: path?.lowercased(), left: count))
    }

    mutating func disarm() { armed = [] }

    /// How many are still waiting.
    var waiting: Int { armed.reduce(0) { $0 + $1.left } }

    /// Takes the first waiting fault that fits, once.
    mutating func take(path: String? = nil, where fits: (VenueFault) -> Bool) -> VenueFault? {
        let path = path?.lowercased()
        let index = armed.firstIndex { ($0.path == nil || $0.path == path) && fits($0.fault) }
        guard let index else { return nil }
        let fault = armed[index].fault
        armed[index].left -= 1
        if armed[index].left == 0 { armed.remove(at: index) }
        return fault
    }
}

extension VenueFault {
    /// Whether a fault can meet a call to this endpoint.
    func meets(_ endpoint: VenueEndpoint) -> Bool {
        switch self {
        case .delayAnswer, .badGateway, .badGatewayAfterWork, .tooManyRequests: true
        case .unauthorized: endpoint.needsToken
        case .uncertainPlace, .refusePlace: endpoint == .place
        case .refuseLogin: endpoint == .loginKey
        case .nullList: endpoint.list != nil
        default: false
        }
    }

    /// Whether it takes the connection away.
    var isCut: Bool { self == .cutAnswer || self == .cutReused }
}
