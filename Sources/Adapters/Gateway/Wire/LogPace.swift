/// When something that may repeat without end is worth a line: the 1st, 2nd, 4th, 8th time, and so on.
enum LogPace {
    static func isDue(_ count: Int) -> Bool { count > 0 && count & (count - 1) == 0 }
}
