import BrokerCommands
import Testing

struct KeyDescriptionTests {
    @Test func keysAreListedUnderTheirHeadings() {
        let keys = [
            KeyDescription("adapter", "text", "none", "What reads it."),
            KeyDescription("priority.NAME.rank", "number", "`1`", "Who is first."),
            KeyDescription("priority.NAME.cost", "amount", "none", "What it costs."),
        ]
        #expect(keys.map(\.section) == ["", "priority.NAME", "priority.NAME"])
        #expect(keys.map(\.path) == ["adapter", "priority.NAME.rank", "priority.NAME.cost"])
        #expect(
            keys.markdown == """
                ### At the top

                | Key | Value | Default | Meaning |
                |---|---|---|---|
                | `adapter` | text | none | What reads it. |

                ### `[priority.NAME]`

                | Key | Value | Default | Meaning |
                |---|---|---|---|
                | `rank` | number | `1` | Who is first. |
                | `cost` | amount | none | What it costs. |

                """)
    }
}
