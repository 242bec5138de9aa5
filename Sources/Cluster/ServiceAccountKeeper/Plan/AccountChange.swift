/// What is to be written into one ServiceAccount: a pure function of what it says and what it should.
///
/// Ours is what our record says that we have added: a name that somebody else put there first is his, though we want it, and stays when
/// we do not any more. What others put there keeps its order and stands first, as in a Pod that the webhook has seen: the kubelet tries the
/// credentials of one key in the order of the list, and the anonymous try has to be last.
struct AccountChange: Sendable, Hashable {
    /// The whole list.
    let names: [String]
    /// The whole record.
    let record: AccountRecord
    /// How many names are new in the list.
    let added: Int
    /// How many names of ours are not in it any more.
    let removed: Int

    /// Compares an account with what it should say; nil where it is so.
    ///
    /// - Parameters:
    ///   - account: its names, in order, and its record.
    ///   - owner: whose names are kept.
    ///   - wanted: the names that it should have, in order; none to take away all of ours.
    ///   - anonymous: the one of them that has to stand behind all others of ours.
    ///   - kept: names of ours that stay though they are not wanted.
    init?(
        of account: (names: [String], record: AccountRecord),
        owner: String,
        wanted: [String],
        anonymous: String? = nil,
        keeping kept: Set<String> = []
    ) {
        let foreign = account.record.names(ofOthersThan: owner)
        let before = account.record.names(of: owner)
        let want = Set(wanted)
        var names = account.names
        var removed = 0
        for name in Set(before).subtracting(want).subtracting(kept).subtracting(foreign) {
            // One: somebody else may have put it there as well.
            guard let place = names.lastIndex(of: name) else { continue }
            names.remove(at: place)
            removed += 1
        }
        var mine: [String] = []
        var added = 0
        for name in wanted where !mine.contains(name) {
            if !names.contains(name) {
                names.append(name)
                added += 1
                mine.append(name)
            } else if before.contains(name) || foreign.contains(name) {
                mine.append(name)
            }
        }
        let staying = before.filter { kept.contains($0) && !want.contains($0) && names.contains($0) }
        let list = Order(mine: mine, recorded: foreign.union(mine).union(staying), foreign: foreign, last: anonymous)
        names = list.ordered(names)
        guard names != account.names || Set(mine + staying) != Set(before) else { return nil }
        self.names = names
        self.record = account.record.with(mine + staying, of: owner)
        self.added = added
        self.removed = removed
    }
}

/// The order of a list: what nobody has recorded first, as it is; then what installations have added.
private struct Order {
    let mine: [String]
    let recorded: Set<String>
    let foreign: Set<String>
    let last: String?

    func ordered(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        var front: [String] = []
        var back: [String] = []
        // Of a name that stands twice the last one is ours.
        for name in names.reversed() {
            if recorded.contains(name), seen.insert(name).inserted { back.append(name) } else { front.append(name) }
        }
        front.reverse()
        back.reverse()
        sortOwn(in: &back)
        return front + back
    }

    /// What other installations have added, too, is not moved: they may want it in another order, and two of them would never come to an end.
    private func sortOwn(in names: inout [String]) {
        let own = mine.filter { !foreign.contains($0) }
        var next = own.makeIterator()
        for place in names.indices where own.contains(names[place]) { names[place] = next.next() ?? names[place] }
        guard let last, mine.contains(last), let place = names.lastIndex(of: last),
            names[(place + 1)...].contains(where: mine.contains)
        else { return }
        names.remove(at: place)
        names.append(last)
    }
}
