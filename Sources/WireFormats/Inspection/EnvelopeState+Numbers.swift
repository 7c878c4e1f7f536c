extension EnvelopeState {
    /// Compares a control number with those that the partner used before.
    mutating func compare(
        _ level: ControlNumberMemory.Level, _ series: String, _ number: String, as name: String,
        at place: WirePlace
    ) {
        guard !number.isEmpty, let finding = numbers?.take(level, series, number) else { return }
        let code = "\(report.syntax.rawValue).\(name)"
        let value = Array(number.utf8)
        switch finding {
        case .seen(let entry):
            add(
                "\(code)-seen",
                "\(name) \(number) came before, on \(DatePattern.iso.text(entry.day)) in "
                    + entry.source, at: place, value: value)
        case .late(let highest) where level != .set:
            add(
                "\(code)-late", "\(name) \(number) comes after \(highest)", at: place,
                value: value)
        case .gap(let highest) where level != .set:
            add(
                "\(code)-gap",
                "\(name) \(number) comes after \(highest), and none between them came",
                at: place, value: value)
        case .late, .gap: break
        }
    }
}
