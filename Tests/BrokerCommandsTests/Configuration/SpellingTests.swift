import BrokerCommands
import Testing

struct SpellingTests {
    @Test(arguments: [
        ("currancy", "currency"), ("Currency", "currency"), ("curency", "currency"),
        ("crurency", "currency"), ("time-zone", "time_zone"), ("timezone", "time_zone"),
        ("zone", nil), ("naem", "name"),
        ("nam", "name"), ("time", "time_zone"), ("x", nil), ("", nil),
        ("namenamename", "name"), ("order", nil),
    ])
    func nearWordIsFoundAndFarOneIsNot(word: String, expected: String?) {
        let known = ["name", "currency", "time_zone"]
        #expect(Spelling.nearest(to: word, among: known) == expected)
    }

    @Test func nothingIsNearWhenNothingIsKnown() {
        #expect(Spelling.nearest(to: "name", among: []) == nil)
    }
}
