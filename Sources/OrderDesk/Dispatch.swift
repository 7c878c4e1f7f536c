/// Where the file of a message is found when the desk looks.
package enum DocumentPlace: Sendable, Hashable {
    /// In the staging folder, complete.
    case staged
    /// In the outbox under its own name, which holds the start of its hash.
    case published
    /// Nowhere: never written, or taken by the supplier.
    case nowhere
}

/// How far a message is known to have come.
package enum DispatchState: Sendable, Hashable, CaseIterable {
    case intended
    case staged
    case sent
}

/// What the desk does next with a message.
package enum DispatchStep: Sendable, Hashable {
    /// Write the bytes into the staging folder and make them durable.
    case stage
    /// Note that they are staged; from here on a missing file means that it was handed over.
    case noteStaged
    /// Rename into the outbox.
    case publish
    /// Note that it was handed over.
    case noteSent
    /// Nothing is left to do.
    case done
}

/// Decides the next step of handing a document over exactly once.
///
/// The order of steps is: intent stored, bytes staged durably, staging noted, file renamed,
/// handing over noted. Each row answers what a restart after any crash does. The key is the row
/// (staged, nowhere): the rename consumed the staged file, so the supplier has it, even if the
/// supplier took the file away since. Nothing is guessed and nothing is sent twice.
package enum Dispatch {
    package static func next(_ state: DispatchState, _ place: DocumentPlace) -> DispatchStep {
        switch (state, place) {
        case (.sent, _): .done
        case (.intended, .nowhere): .stage
        case (.intended, .staged): .noteStaged
        case (.intended, .published): .noteStaged
        case (.staged, .staged): .publish
        case (.staged, .published), (.staged, .nowhere): .noteSent
        }
    }
}
