package import Trading

/// The contracts of the product table, for whoever has no venue to ask.
package enum KnownContracts {
    /// The active contract of every product on a day, as the paper venue lists them.
    ///
    /// The months follow each product's usual roll; a firm may roll some days earlier or later.
    package static func active(on day: CivilDate) -> [Contract] {
        Catalogue().available(on: day).map(\.contract)
    }
}
