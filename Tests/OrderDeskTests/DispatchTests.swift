import OrderDesk
import Testing

/// A supplier's folder and the desk's notes, with a crash possible after every single step.
private struct Passage {
    var state = DispatchState.intended
    var place = DocumentPlace.nowhere
    var handedOver = 0

    /// Does one step; returns false when there is none left.
    mutating func advance() -> Bool {
        switch Dispatch.next(state, place) {
        case .stage: place = .staged
        case .noteStaged: state = .staged
        case .publish:
            place = .published
            handedOver += 1
        case .noteSent: state = .sent
        case .done: return false
        }
        return true
    }
}

@Suite struct DispatchTests {
    @Test func aPassageWithoutTroubleHandsOverOnce() {
        var passage = Passage()
        while passage.advance() {}
        #expect(passage.state == .sent)
        #expect(passage.handedOver == 1)
    }

    /// The supplier may take the file away at any moment once it is in the outbox.
    @Test(arguments: 0..<12)
    func aSupplierThatTakesTheFileGetsItOnce(stepsBefore: Int) {
        var passage = Passage()
        for _ in 0..<stepsBefore where !passage.advance() { break }
        if passage.place == .published { passage.place = .nowhere }
        while passage.advance() {}
        #expect(passage.state == .sent)
        #expect(passage.handedOver == 1)
    }

    @Test func whatIsSentIsNeverTouchedAgain() {
        for place in [DocumentPlace.staged, .published, .nowhere] {
            #expect(Dispatch.next(.sent, place) == .done)
        }
    }
}
