internal import Configuration

/// A namespace as the watch shows it.
struct NamespaceSight: Sendable, Hashable {
    var name: String
    var labels: [String: String] = [:]
    var isTerminating = false
}

extension KeeperPlan {
    /// The complete list of namespaces: at the start, and after a watch had to begin anew.
    mutating func namespacesSynced(_ all: [NamespaceSight], now: PlanTime) {
        let names = Set(all.map(\.name))
        for space in spaces where space.isKnown && !names.contains(space.name) {
            namespaceDeleted(space.name, now: now)
        }
        for sight in all { namespaceSeen(sight, now: now) }
        guard !areNamespacesSynced else { return }
        areNamespacesSynced = true
        reviewAll(now: now)
    }

    /// A namespace is there, or has changed.
    mutating func namespaceSeen(_ sight: NamespaceSight, now: PlanTime) {
        let index = space(named: sight.name)
        let before = spaces[index]
        guard !before.isKnown || before.isTerminating != sight.isTerminating || before.labels != sight.labels else {
            return
        }
        spaces[index].isKnown = true
        spaces[index].isTerminating = sight.isTerminating
        spaces[index].labels = sight.labels
        judgeSpace(index)
        for slot in slots.indices {
            spaces[index].cells[slot].retryAt = nil
            review(CellID(space: index, slot: slot), now: now)
        }
        for registry in earlyHints.take(namespace: sight.name, now: now.steady) {
            _ = hint(namespace: sight.name, registry: registry, now: now)
        }
    }

    /// A namespace is gone; its Secrets went with it, which their own watches tell.
    mutating func namespaceDeleted(_ name: String, now: PlanTime) {
        guard let index = spaceIndex[name] else { return }
        spaces[index].isKnown = false
        spaces[index].isSelected = false
        spaces[index].labels = [:]
        for slot in slots.indices {
            spaces[index].cells[slot].isAllowed = false
            spaces[index].cells[slot].isHinted = false
            spaces[index].cells[slot].isNeeded = false
            spaces[index].cells[slot].failures = 0
            review(CellID(space: index, slot: slot), now: now)
        }
        forgetIfEmpty(index)
    }

    /// Whether the watch of namespaces works; nothing is removed until it has done so for a while.
    mutating func namespaceWatch(works: Bool, now: PlanTime) {
        if !works {
            namespacesFreshSince = nil
        } else if namespacesFreshSince == nil {
            namespacesFreshSince = now.steady
            reviewHeld(now: now)
        }
    }

    /// Judges again which columns a namespace is for.
    mutating func judgeSpace(_ index: Int) {
        let space = spaces[index]
        let isExcluded = space.name == identity.ownNamespace || Self.excludedNamespaces.contains(space.name)
        let isSelected = space.isKnown && !isExcluded && configuration.namespaceSelector.matches(space.labels)
        spaces[index].isSelected = isSelected
        for slot in slots.indices {
            let isAllowed = isSelected && slots[slot].allows(name: space.name, labels: space.labels)
            spaces[index].cells[slot].isAllowed = isAllowed
            if !isAllowed {
                spaces[index].cells[slot].isHinted = false
                spaces[index].cells[slot].isNeeded = false
            } else if spaces[index].cells[slot].copy?.isOurs ?? false {
                spaces[index].cells[slot].isNeeded = true
            }
        }
    }

    /// The row of a namespace, made where there is none yet.
    mutating func space(named name: String) -> Int {
        if let index = spaceIndex[name] { return index }
        let space = Space(name: name, cells: [Cell](repeating: Cell(), count: slots.count))
        let index: Int
        if let free = freeSpaces.popLast() {
            spaces[free] = space
            index = free
        } else {
            index = spaces.count
            spaces.append(space)
        }
        spaceIndex[name] = index
        return index
    }

    /// Gives the row of a namespace back that is gone with all its copies: clusters make and drop names without end.
    mutating func forgetIfEmpty(_ index: Int) {
        let space = spaces[index]
        guard !space.isKnown, spaceIndex[space.name] == index,
            space.cells.allSatisfy({ $0.copy == nil && !$0.isBusy })
        else { return }
        for slot in slots.indices {
            queue.remove(CellID(space: index, slot: slot))
            held.remove(CellID(space: index, slot: slot))
        }
        spaceIndex[space.name] = nil
        spaces[index].cells = [Cell](repeating: Cell(), count: slots.count)
        freeSpaces.append(index)
    }
}
