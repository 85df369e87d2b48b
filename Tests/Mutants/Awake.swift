import Glibc
import Trading

/// The mutant that is awake, by its number in the environment; none is 0. A copy of `Journey` is built with it.
enum Mutants {
    static let awake: Int = unsafe getenv("MUTANT").flatMap { unsafe Int(String(cString: $0)) } ?? 0

    /// One byte a mutant, set once its place was run: a file that the runner reads.
    nonisolated(unsafe) static let reached: UnsafeMutablePointer<UInt8>? = {
        guard let path = unsafe getenv("MUTANT_REACHED") else { return nil }
        let file = unsafe open(path, O_RDWR)
        let size = lseek(file, 0, SEEK_END)
        guard file >= 0, size > 0 else { return nil }
        let memory = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard unsafe memory != MAP_FAILED else { return nil }
        return unsafe memory?.assumingMemoryBound(to: UInt8.self)
    }()

    static func isAwake(_ number: Int) -> Bool {
        unsafe reached?[number] = 1
        return awake == number
    }
}

// Each stands for an expression: the value as it is, or as the mutant of that number has it. Where there are two, the
// second has the next number.

/// True; false.
func mutantBool(_ number: Int, _ value: Bool) -> Bool {
    if Mutants.isAwake(number) { return true }
    return Mutants.awake == number + 1 ? false : value
}

func mutantTrue(_ number: Int, _ value: Bool) -> Bool { Mutants.isAwake(number) ? true : value }

func mutantFalse(_ number: Int, _ value: Bool) -> Bool { Mutants.isAwake(number) ? false : value }

/// Without the `!`.
func mutantNot(_ number: Int, _ value: Bool) -> Bool { Mutants.isAwake(number) ? value : !value }

func mutantFlip(_ number: Int, _ value: Bool) -> Bool { Mutants.isAwake(number) ? !value : value }

func mutantAnd(
    _ number: Int, _ left: @autoclosure () -> Bool, _ right: @autoclosure () -> Bool
) -> Bool {
    Mutants.isAwake(number) ? left() || right() : left() && right()
}

func mutantOr(
    _ number: Int, _ left: @autoclosure () -> Bool, _ right: @autoclosure () -> Bool
) -> Bool {
    Mutants.isAwake(number) ? left() && right() : left() || right()
}

/// `<=`; `>=`.
func mutantLess<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    if Mutants.isAwake(number) { return left <= right }
    return Mutants.awake == number + 1 ? left >= right : left < right
}

/// `<`; `>`.
func mutantLessOrEqual<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    if Mutants.isAwake(number) { return left < right }
    return Mutants.awake == number + 1 ? left > right : left <= right
}

/// `>=`; `<=`.
func mutantGreater<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    if Mutants.isAwake(number) { return left >= right }
    return Mutants.awake == number + 1 ? left <= right : left > right
}

/// `>`; `<`.
func mutantGreaterOrEqual<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    if Mutants.isAwake(number) { return left > right }
    return Mutants.awake == number + 1 ? left < right : left >= right
}

func mutantEqual<Value: Equatable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    (left == right) != Mutants.isAwake(number)
}

func mutantUnequal<Value: Equatable>(_ number: Int, _ left: Value, _ right: Value) -> Bool {
    (left != right) != Mutants.isAwake(number)
}

func mutantIsNil<Value>(_ number: Int, _ value: Value?) -> Bool { (value == nil) != Mutants.isAwake(number) }

func mutantIsSome<Value>(_ number: Int, _ value: Value?) -> Bool { (value != nil) != Mutants.isAwake(number) }

/// One more; one less.
func mutantNumber<Value: FixedWidthInteger>(_ number: Int, _ value: Value) -> Value {
    if Mutants.isAwake(number) { return value &+ 1 }
    return Mutants.awake == number + 1 ? value &- 1 : value
}

func mutantPlus<Value: FixedWidthInteger>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? left - right : left + right
}

func mutantMinus<Value: FixedWidthInteger>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? left + right : left - right
}

func mutantTimes<Value: FixedWidthInteger>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? left / right : left * right
}

func mutantDivided<Value: FixedWidthInteger>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? left * right : left / right
}

func mutantAdd<Value: FixedWidthInteger>(_ number: Int, _ left: inout Value, _ right: Value) {
    if Mutants.isAwake(number) { left -= right } else { left += right }
}

func mutantSubtract<Value: FixedWidthInteger>(_ number: Int, _ left: inout Value, _ right: Value) {
    if Mutants.isAwake(number) { left += right } else { left -= right }
}

func mutantMin<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? max(left, right) : min(left, right)
}

func mutantMax<Value: Comparable>(_ number: Int, _ left: Value, _ right: Value) -> Value {
    Mutants.isAwake(number) ? min(left, right) : max(left, right)
}

/// Nothing where something was to be looked at.
func mutantNil<Value>(_ number: Int, _ value: Value?) -> Value? { Mutants.isAwake(number) ? nil : value }

extension Int64 {
    func mutantChecked(_ number: Int, adding other: Int64) -> Int64? {
        Mutants.isAwake(number) ? checked(subtracting: other) : checked(adding: other)
    }

    func mutantChecked(_ number: Int, subtracting other: Int64) -> Int64? {
        Mutants.isAwake(number) ? checked(adding: other) : checked(subtracting: other)
    }
}

extension Money {
    func mutantChecked(_ number: Int, adding other: Money) -> Money? {
        Mutants.isAwake(number) ? checked(subtracting: other) : checked(adding: other)
    }

    func mutantChecked(_ number: Int, subtracting other: Money) -> Money? {
        Mutants.isAwake(number) ? checked(adding: other) : checked(subtracting: other)
    }
}

extension Timestamp {
    func mutantAdvanced(_ number: Int, by span: Span) -> Timestamp {
        let back = Span(microseconds: -span.microseconds)
        return Mutants.isAwake(number) ? advanced(by: back) : advanced(by: span)
    }
}
