import Journey
import Trading

/// A person who stops trading by command, and lets it go on.
extension World {
    /// - Parameter dice: Of their own, so that worlds without it are as they always were.
    func stopNowAndThen(_ dice: Dice) {
        var dice = dice
        let wait = Span.milliseconds(.random(in: 2_000...25_000, using: &dice))
        let word = ["halt", "reduce", "kill", "resume", "resume"][Int.random(in: 0..<5, using: &dice)]
        let account = plan.accounts[Int.random(in: plan.accounts.indices, using: &dice)].name
        let key = dice.chance(400) ? ControlRow.Key.all : ControlRow.Key(.account, account.text)
        let isTwice = dice.chance(200)
        let left = dice
        timeline.after(wait) { [unowned self] in
            guard !weather.isHealed else { return }
            say(word, of: key, times: isTwice ? 2 : 1)
            stopNowAndThen(left)
        }
    }

    /// Lets everything go on that was stopped.
    func resumeAll() {
        for key in shadow.stopped.sorted() { say("resume", of: key, times: 1) }
    }

    private func say(_ word: String, of key: ControlRow.Key, times: Int) {
        asked += 1
        let scope = key == .all ? #""scope":"all""# : #""account":"\#(key.subject)""#
        let body = #"{"id":"stop-\#(asked)","action":"\#(word)",\#(scope)}"#
        say("person", body)
        ask(Array(body.utf8), times: times)
    }
}
