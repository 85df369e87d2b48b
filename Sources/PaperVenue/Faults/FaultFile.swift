import JSON

/// Reads faults as files and `POST /_venue/faults` carry them: one object, or an array of objects such as
/// `{"fault":"bad_gateway","endpoint":"Order/place","count":3,"probability":0.1}`.
enum FaultFile {
    private static let ordersMax = 500

    /// - Parameter canCut: Whether connections can be cut at all.
    static func read(_ path: String, canCut: Bool) throws(VenueFileError) -> [FaultOrder] {
        try read(try VenueFile.document(path), named: path, canCut: canCut)
    }

    static func read(_ bytes: [UInt8], named name: String, canCut: Bool) throws(VenueFileError)
        -> [FaultOrder]
    {
        try read(try VenueFile.document(bytes, named: name), named: name, canCut: canCut)
    }

    private static func read(_ document: JSONDocument, named name: String, canCut: Bool)
        throws(VenueFileError) -> [FaultOrder]
    {
        let root = document.root
        let values =
            root.kind == .array
            ? root.elements.enumerated().map { ($0.element, "[\($0.offset)]") } : [(root, "")]
        var orders: [FaultOrder] = []
        var faults: [VenueFileFault] = []
        for (value, place) in values {
            var object = StrictObject(value, at: place)
            if values.count > ordersMax, orders.count == ordersMax {
                object.fault(value, place, "more than \(ordersMax) faults", "raise `count` instead")
            }
            if value.kind == .object, let order = order(&object, canCut: canCut) { orders.append(order) }
            faults += object.faults
            if orders.count > ordersMax { break }
        }
        guard faults.isEmpty else { throw VenueFileError(file: name, faults: faults) }
        return orders
    }

    private static func order(_ object: inout StrictObject, canCut: Bool) -> FaultOrder? {
        let name = object.neededText("fault")
        guard let kind = FaultKind.all.first(where: { $0.name == name }) else {
            if !name.isEmpty {
                let all = FaultKind.all.map(\.name).joined(separator: ", ")
                object.fault(of: "fault", "no fault `\(name.prefix(40))`", "use one of \(all)")
            }
            return nil
        }
        let values = FaultValues(kind.parameters, from: &object)
        let fault = kind.make(values)
        let path = path(&object, of: fault)
        let count = object.whole("count", in: 1...1_000_000).map(Int.init)
        let skip = object.whole("skip", in: 0...1_000_000).map(Int.init) ?? 0
        let chance = chance(&object)
        if fault.isCut, !canCut {
            object.fault(of: "fault", "this venue cannot cut connections", "leave it away")
        }
        if fault.isOfTheBook || fault == .ocoRace || (fault.isDeed && path == nil) {
            let why = fault.isDeed ? "it strikes at once" : "it strikes the next time"
            if skip > 0 || chance != nil {
                object.fault(
                    of: chance != nil ? "probability" : "skip", why,
                    fault.isDeed ? "name the endpoint whose call it follows" : "leave it away")
            }
        }
        object.finish()
        return FaultOrder(
            fault: fault, path: path, count: count ?? (chance == nil ? 1 : nil), skip: skip, chance: chance)
    }

    private static func path(_ object: inout StrictObject, of fault: VenueFault) -> String? {
        guard let text = object.text("endpoint") else { return nil }
        let wanted = VenuePath.normal(text.hasPrefix("/") ? text : "/api/" + text)
        guard let endpoint = VenueEndpoint(path: wanted) else {
            let all = VenueEndpoint.allCases.map(\.shortPath).joined(separator: ", ")
            object.fault(of: "endpoint", "no endpoint `\(text.prefix(60))`", "use one of \(all)")
            return nil
        }
        if !fault.canName(endpoint) {
            let can = VenueEndpoint.allCases.filter(fault.canName).map(\.shortPath)
            object.fault(
                of: "endpoint", "it never meets \(endpoint.shortPath)",
                can.isEmpty ? "leave it away" : "use one of " + can.joined(separator: ", "))
        }
        return endpoint.rawValue
    }

    private static func chance(_ object: inout StrictObject) -> UInt64? {
        guard let found = object.member("probability") else { return nil }
        guard let text = found.numberText, let number = Double(text), number > 0, number <= 1 else {
            object.fault(of: "probability", "no number above 0 up to 1", "write 0.1 for one in ten")
            return nil
        }
        return UInt64((number * Double(FaultOrder.certain)).rounded())
    }

    /// A chance as a JSON number of at most six decimals.
    static func text(_ chance: UInt64) -> String {
        let millionths = (chance * 1_000_000 + FaultOrder.certain / 2) >> 32
        if millionths >= 1_000_000 { return "1" }
        let digits = String(millionths)
        return "0." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
