/// The profiles that the program brings along: the files of `config/profiles`, held equal to them by a test.
package enum BuiltInProfiles {
    package static let all = topstep + others

    package static func text(of name: String) -> String? { all.first { $0.name == name }?.text }
}
