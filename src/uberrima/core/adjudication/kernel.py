"""The one function that decides amounts. It knows no product: everything comes from the compiled tables.

Over lists of whole numbers it runs as it stands. It uses nothing but whole-number arithmetic, indexing, ``if`` and ``while``, so that
the same source can be compiled later. Every amount is in minor units and not negative. The gate has looked through the inputs before:
no index here can be out of range, no product leaves 63 bits.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from uberrima.core.wording.tables import (
    BILLED,
    COPAY,
    DAYS_USED_UP,
    DECIDED,
    DEDUCTIBLE,
    FILL_AFTER_SUBLIMITS,
    FILL_COPAY,
    FILL_DEDUCTIBLE,
    FILL_EVENT,
    FILL_GRANTED,
    FILL_LAST_DAY,
    FILL_MEASURED,
    FILL_OWN,
    FILL_PAID,
    GRANTED,
    INSURED,
    LIMIT,
    N_COLUMNS,
    OP_ALLOWED,
    OP_BENEFIT,
    OP_CAP,
    OP_COPAY,
    OP_COPAY_DAY,
    OP_COPAY_RATE,
    OP_DAYS,
    OP_DEDUCT,
    OP_DEDUCT_CAP,
    OP_EVENTS,
    OP_FURTHER,
    OP_GRANT_DAY,
    OP_GRANT_EVENT,
    OP_INTERVAL,
    OP_LIMIT,
    OP_OOP,
    OP_OTHER,
    OP_OTHER_LATE,
    OP_PROPORTION,
    OP_RECOGNISE,
    OP_SHARE,
    OP_TAKE_OVER,
    OP_UNITS,
    OP_VISITS,
    OTHER,
    PAID,
    RECOGNISED,
    RELIEF,
    RULE_FALLS,
    RULE_NONE,
    RULE_UNUSED,
    SELF_PAID,
    SHARE,
    SUBLIMIT,
    UNCOVERED,
)  # fmt: skip

Ints = Sequence[int]
Cells = MutableSequence[int]


def rounded(numerator: int, denominator: int, mode: int) -> int:
    """numerator / denominator to a whole number; mode 0 half up, 1 half to even, 2 up, 3 down."""
    whole = numerator // denominator
    rest = numerator - whole * denominator
    if rest == 0 or mode == 3:
        return whole
    if mode == 2 or 2 * rest > denominator or (2 * rest == denominator and (mode == 0 or whole % 2 == 1)):
        return whole + 1
    return whole


def amount_at(slot: int, amounts: Ints, amounts_at: int, extra: Ints, extra_at: int) -> int:
    """The amount of a slot: of the policy from 0 upwards, stated by the line from -1 downwards."""
    if slot >= 0:
        return amounts[amounts_at + slot]
    return extra[extra_at - 1 - slot]


def capacity_of(
    base: int, rule: int, step: int, bound: int, cell: int, watched: int, year: int, cells: Ints,
) -> int:  # fmt: skip
    """A capacity in a policy year: ``base`` in the first, then by the rule from year to year.

    ``cell`` and ``watched`` are the cells of this year; those of earlier years lie right before them.
    """
    if rule == RULE_NONE:
        return base
    capacity = base
    falls = rule % 4 == RULE_FALLS
    after_claim = rule // 4  # 0 back to the base, 1 as it was, 2 a step back
    for back in range(year, 0, -1):
        if rule == RULE_UNUSED:
            unused = max(0, capacity - cells[cell - back])
            capacity = base + min(bound, unused)
        elif cells[watched - back] > 0:
            if after_claim == 0:
                capacity = base
            elif after_claim == 2:
                capacity = min(base, capacity + step) if falls else max(base, capacity - step)
        elif falls:
            capacity = max(min(bound, base), capacity - step)
        else:
            capacity = min(max(bound, base), capacity + step)
    return capacity


def take_back(over: int, first: int, end: int, op_kind: Ints, fill_of: Cells) -> None:
    """What is cut later was given last by a further limit: its accumulator is filled by what is left of it."""
    for k in range(end - 1, first - 1, -1):
        if op_kind[k] == OP_FURTHER:
            less = min(over, fill_of[k - first])
            fill_of[k - first] -= less
            over -= less


def adjudicate(
    first: int, last: int,
    # what each line brings
    row: Ints, day: Ints, year: Ints, insured_year: Ints, no_days: Ints, months_left: Ints, amounts_at: Ints,
    billed: Ints, coverable: Ints, paid_by_others: Ints, units: Ints, extra: Ints, n_extra: int, period: Ints, n_scopes: int,
    # amounts by policy
    amounts: Ints,
    # rows and their operations
    row_reason: Ints, row_fixed: Ints, row_ops: Ints, row_fills: Ints,
    op_kind: Ints, op_clause: Ints, op_account: Ints, op_account2: Ints, op_amount: Ints, op_amount2: Ints, op_num: Ints, op_den: Ints,
    op_aux: Ints, op_rule: Ints, op_step: Ints, op_bound: Ints, op_watch: Ints, op_carry: Ints, op_mode: Ints, op_unit: Ints, op_own: Ints,
    band_at: Ints, band_upto: Ints, band_num: Ints, common_den: int,
    fill_account: Ints, fill_op: Ints,
    # accounts
    account_scope: Ints, account_base: Ints, account_basis: Ints, cells: Cells,
    # what comes out
    out: Cells, mask: Cells, reason: Cells, drawn_op: Cells, record: int, took: Cells, room_before: Cells, capacity_then: Cells, width: int,
    # scratch of one row: what each operation took, and what it fills
    take_of: Cells, fill_of: Cells,
) -> None:  # fmt: skip
    """Decide lines ``first`` … ``last - 1`` in this order and fill the accumulators.

    ``out`` holds :data:`N_COLUMNS` columns a line, ``mask`` one bit for each operation that moved something, ``drawn_op`` the position of
    the pool a day was drawn from (or -1). With ``record`` = 1 what each operation took, the room it found and the capacity are kept.
    """
    for i in range(first, last):
        r = row[i]
        o = i * N_COLUMNS
        for c in range(N_COLUMNS):
            out[o + c] = 0
        mask[i] = 0
        reason[i] = row_reason[r]
        drawn_op[i] = -1
        out[o + BILLED] = billed[i]
        out[o + INSURED] = billed[i] - paid_by_others[i]
        out[o + UNCOVERED] = out[o + INSURED]
        if row_reason[r] != DECIDED:
            continue
        fixed = row_fixed[r] == 1
        k0 = row_ops[r]
        k1 = row_ops[r + 1]
        at = amounts_at[i]
        e = i * n_extra
        pay = 0 if fixed else coverable[i]
        offset = 0  # payments of others that offset, as far as they fit into the coverable amount
        after_sublimits = 0
        own_deductible = 0
        own_copay = 0
        own_share = 0
        first_others = 0  # taken off for payers that come first
        late = 0  # paid by payers that come after the share
        drawn = -1
        granting = True
        used_up = False
        looked = False
        bits = 0
        for k in range(k0, k1):
            j = k - k0
            take_of[j] = 0
            fill_of[j] = 0
            if op_kind[k] == OP_OTHER and not fixed:
                p = min(extra[e + op_aux[k]], coverable[i] - offset)
                offset += p
        for k in range(k0, k1):
            j = k - k0
            kind = op_kind[k]
            account = op_account[k]
            capacity = amount_at(op_amount[k], amounts, at, extra, e)
            room = capacity
            cell = -1
            if account >= 0:
                cell = account_base[account] + period[i * n_scopes + account_scope[account]]
                if op_rule[k] != RULE_NONE:
                    watched = op_watch[k]
                    if watched >= 0:
                        watched = account_base[watched] + period[i * n_scopes + account_scope[watched]]
                    capacity = capacity_of(
                        capacity, op_rule[k], amount_at(op_step[k], amounts, at, extra, e),
                        amount_at(op_bound[k], amounts, at, extra, e), cell, watched, insured_year[i] if op_own[k] == 1 else year[i], cells,
                    )  # fmt: skip
                room = max(0, capacity - cells[cell])
            take = 0

            if kind == OP_DAYS:
                flag = account_base[op_account2[k]] + period[i * n_scopes + account_scope[op_account2[k]]]
                if not looked:  # was this day drawn before, from a pool of this row?
                    looked = True
                    for other in range(k, k1):
                        if op_kind[other] == OP_DAYS and cells[flag] == op_clause[other] + 1:
                            drawn = other
                    if drawn < 0:
                        used_up = True
                if no_days[i] == 1:  # a stay without a night: there is no day to draw
                    used_up = False
                elif drawn < 0 and room > 0:
                    drawn = k
                    used_up = False
                    fill_of[j] = 1
                    cells[flag] = op_clause[k] + 1
                if drawn == k:
                    take = 1
                    granting = op_aux[k] == 1
                    drawn_op[i] = j
                if k + 1 == k1 or op_kind[k + 1] != OP_DAYS:  # the last pool
                    if used_up:
                        take = 1
                    if used_up or not granting:
                        pay = 0
            elif kind == OP_ALLOWED:
                bound = extra[e + op_aux[k]]
                if pay > bound:
                    take = pay - bound
                    pay = bound
            elif kind == OP_RECOGNISE:
                base = min(offset, pay) if op_aux[k] == 1 else 0
                kept = base + rounded((pay - base) * op_num[k], op_den[k], op_mode[k])
                take = pay - kept
                pay = kept
            elif kind == OP_PROPORTION:
                rate = extra[e + op_aux[k]]
                if rate > capacity:
                    kept = rounded(pay * capacity, rate, op_mode[k])
                    take = pay - kept
                    pay = kept
            elif kind == OP_BENEFIT:
                take = pay
                out[o + RECOGNISED] = pay
                after_sublimits = pay
            elif kind == OP_GRANT_DAY:
                if granting and not used_up and no_days[i] == 0:  # once a day: a higher amount is made up to, not added
                    take = room
                    pay += take
                    out[o + GRANTED] += take
                    fill_of[j] = take
                    after_sublimits = pay
            elif kind == OP_GRANT_EVENT:
                if granting and not used_up:
                    if op_num[k] == 1:  # for each unit
                        capacity *= units[i]
                    take = max(0, capacity - cells[cell]) if cell >= 0 else capacity
                    fill_of[j] = take
                    pay += take
                    out[o + GRANTED] += take
                    after_sublimits = pay
            elif kind == OP_OTHER:
                take = min(extra[e + op_aux[k]], pay)
                pay -= take
                out[o + OTHER] += take
                first_others += take
                after_sublimits = pay
            elif kind == OP_CAP:
                if pay > room:
                    take = pay - room
                    pay = room
                    out[o + SUBLIMIT] += take
                after_sublimits = pay
            elif kind == OP_UNITS:
                admitted = min(units[i], room)
                fill_of[j] = admitted
                if admitted < units[i]:
                    kept = rounded(pay * admitted, units[i], op_mode[k])
                    take = pay - kept
                    pay = kept
                    out[o + SUBLIMIT] += take
                after_sublimits = pay
            elif kind == OP_VISITS:
                flag = account_base[op_account2[k]] + period[i * n_scopes + account_scope[op_account2[k]]]
                if cells[flag] == 0 and (
                    op_num[k] == 0 or (pay > 0 and no_days[i] == 0)
                ):  # a day with nothing to pay is not counted
                    if room > 0:
                        fill_of[j] = 1
                        cells[flag] = 1
                    else:
                        take = pay
                        pay = 0
                        out[o + SUBLIMIT] += take
                after_sublimits = pay
            elif kind == OP_DEDUCT:
                fill = 0
                for other in range(k0, k1):
                    if op_kind[other] == OP_OTHER and op_aux[k] >> op_aux[other] & 1:
                        fill += take_of[other - k0]
                fill = min(fill, room)
                take = min(pay, room - fill)
                pay -= take
                own_deductible += take
                out[o + DEDUCTIBLE] += take
                fill_of[j] = fill
            elif kind == OP_DEDUCT_CAP:
                capped = op_aux[k]
                fill = 0
                for other in range(k0, k1):
                    if op_kind[other] == OP_OTHER and op_num[k] >> op_aux[other] & 1:
                        fill += take_of[other - k0]
                fill = min(fill, room)
                fill_of[j] = fill
                allowed = room - fill
                if take_of[capped] > allowed:
                    take = take_of[capped] - allowed
                    take_of[capped] = allowed
                    pay += take
                    own_deductible -= take
                    out[o + DEDUCTIBLE] -= take
            elif kind == OP_COPAY:
                if op_num[k] == 1:  # for each unit
                    capacity *= units[i]
                    room = max(0, capacity - cells[cell]) if cell >= 0 else capacity
                take = min(pay, room)
                pay -= take
                own_copay += take
                out[o + COPAY] += take
            elif kind == OP_COPAY_RATE:  # of all amounts of the period, less what was taken before
                base = pay
                before = 0
                if account >= 0:
                    other_cell = account_base[op_account2[k]] + period[i * n_scopes + account_scope[op_account2[k]]]
                    cells[other_cell] += pay
                    base = cells[other_cell]
                    before = cells[cell]
                due = rounded(base * op_num[k], op_den[k], op_mode[k])
                due = min(max(due, amount_at(op_amount2[k], amounts, at, extra, e)), capacity)
                take = min(pay, max(0, due - before))
                pay -= take
                own_copay += take
                out[o + COPAY] += take
            elif kind == OP_COPAY_DAY:
                if drawn == k0 + op_aux[k]:
                    take = min(pay, room)
                    pay -= take
                    own_copay += take
                    out[o + COPAY] += take
            elif kind == OP_SHARE:
                measured = after_sublimits if op_num[k] == 1 else pay
                start = measured - pay
                if account >= 0:
                    start += cells[cell]
                fill_of[j] = measured
                exact = 0  # the insurer's part over the common denominator
                low = 0
                for band in range(band_at[op_aux[k]], band_at[op_aux[k] + 1]):
                    high = amount_at(band_upto[band], amounts, at, extra, e)
                    inside = min(high, start + pay) - max(low, start)
                    if inside > 0:
                        exact += inside * band_num[band]
                    low = max(low, high)
                carried = 0
                carry = -1
                if op_account2[k] >= 0:
                    carry = account_base[op_account2[k]] + period[i * n_scopes + account_scope[op_account2[k]]]
                    carried = cells[carry]
                borne_rounded = op_mode[k] >= 4
                mode = op_mode[k] % 4
                unit = common_den * op_unit[k]
                if borne_rounded:
                    exact = pay * common_den - exact
                part = (rounded(carried + exact, unit, mode) - rounded(carried, unit, mode)) * op_unit[k]
                if carry >= 0:
                    cells[carry] = (carried + exact) % (2 * unit)
                part = min(part, pay)
                take = part if borne_rounded else pay - part
                pay -= take
                own_share += take
                out[o + SHARE] += take
            elif kind == OP_OTHER_LATE:
                payment = extra[e + op_aux[k]]
                late += payment
                take = min(payment, pay)
                if op_num[k] == 1:
                    take = max(0, pay - max(0, out[o + RECOGNISED] - first_others - late))
                pay -= take
                out[o + OTHER] += take
            elif kind == OP_LIMIT:
                if pay > room:
                    take = pay - room
                    pay = room
                    out[o + LIMIT] += take
            elif kind == OP_FURTHER:
                excess = take_of[op_aux[k]]
                for other in range(k0, k):  # what further limits before this one have paid of it
                    if op_kind[other] == OP_FURTHER and op_aux[other] == op_aux[k]:
                        excess -= fill_of[other - k0]
                take = min(excess, room)
                pay += take
                out[o + LIMIT] -= take
                fill_of[j] = take
            elif kind == OP_EVENTS:
                if room <= 0:
                    take = pay
                    pay = 0
                    out[o + LIMIT] += take
            elif kind == OP_INTERVAL:
                if cells[cell] > 0 and day[i] - cells[cell] < capacity:
                    take = pay
                    pay = 0
                    out[o + LIMIT] += take
            elif kind == OP_TAKE_OVER:
                own = own_deductible if op_aux[k] == 1 else own_copay if op_aux[k] == 2 else own_share
                take = rounded(own * op_num[k], op_den[k], op_mode[k])
                if op_aux[k] == 1:
                    own_deductible -= take
                elif op_aux[k] == 2:
                    own_copay -= take
                else:
                    own_share -= take
                pay += take
                out[o + RELIEF] += take
            elif kind == OP_OOP:
                own = 0
                if op_aux[k] & 1:
                    own += own_deductible
                if op_aux[k] & 2:
                    own += own_copay
                if op_aux[k] & 4:
                    own += own_share
                if own > room:
                    take = own - room
                    pay += take
                    out[o + RELIEF] += take
                    excess = take  # relief takes the share first, then the copay, then the deductible
                    if op_aux[k] & 4:
                        part = min(excess, own_share)
                        own_share -= part
                        excess -= part
                    if op_aux[k] & 2:
                        part = min(excess, own_copay)
                        own_copay -= part
                        excess -= part
                    if op_aux[k] & 1:
                        own_deductible -= excess

            take_of[j] = take
            if kind in (OP_LIMIT, OP_EVENTS, OP_INTERVAL) and take > 0:
                take_back(take, k0, k, op_kind, fill_of)
            if take != 0 or (kind in (OP_DEDUCT, OP_DEDUCT_CAP) and fill_of[j] != 0):
                bits |= 1 << j
            if record == 1:
                took[i * width + j] = take
                room_before[i * width + j] = room
                capacity_then[i * width + j] = capacity

        # Payers with a late method: what is given back after their step must not lift all payments above the cost.
        left = max(0, out[o + RECOGNISED] - first_others - late)
        if late > 0 and pay > left:
            for k in range(k1 - 1, k0 - 1, -1):
                if op_kind[k] == OP_OTHER_LATE and pay > left:
                    bits |= 1 << (k - k0)
                    if record == 1:
                        took[i * width + k - k0] += pay - left
                    out[o + OTHER] += pay - left
                    take_back(pay - left, k0, k1, op_kind, fill_of)
                    pay = left

        if used_up:
            reason[i] = DAYS_USED_UP
        out[o + PAID] = pay
        if not fixed:
            out[o + INSURED] = billed[i] - paid_by_others[i] - pay
            out[o + SELF_PAID] = max(0, out[o + RECOGNISED] - paid_by_others[i] - pay)
            out[o + UNCOVERED] = out[o + INSURED] - out[o + SELF_PAID]
        mask[i] = bits

        # A day that another sub-limit left nothing of was not admitted after all.
        if after_sublimits == 0:
            for k in range(k0, k1):
                if op_kind[k] == OP_VISITS and op_num[k] == 1 and fill_of[k - k0] == 1:
                    fill_of[k - k0] = 0
                    cells[account_base[op_account2[k]] + period[i * n_scopes + account_scope[op_account2[k]]]] = 0

        # Only now, when the line's amounts are final, are the accumulators filled.
        for f in range(row_fills[r], row_fills[r + 1]):
            account = fill_account[f]
            cell = account_base[account] + period[i * n_scopes + account_scope[account]]
            basis = account_basis[account]
            k = fill_op[f]
            j = k - k0 if k >= 0 else 0
            add = 0
            if basis == FILL_PAID:
                add = pay
                if k >= 0:  # what was drawn from a further limit does not fill the limit before it
                    for other in range(k + 1, row_ops[r + 1]):
                        if op_kind[other] == OP_FURTHER and op_aux[other] == j:
                            add -= fill_of[other - k0]
            elif basis == FILL_AFTER_SUBLIMITS:
                add = after_sublimits
            elif basis == FILL_DEDUCTIBLE:
                capped = op_aux[k] if op_kind[k] == OP_DEDUCT_CAP else j
                add = take_of[capped] + fill_of[j]
            elif basis == FILL_COPAY:
                add = take_of[j]
            elif basis in (FILL_MEASURED, FILL_GRANTED):
                add = fill_of[j]
            elif basis == FILL_EVENT:
                add = 1 if pay > 0 else 0
            elif basis == FILL_LAST_DAY:
                if pay > 0 and day[i] > cells[cell]:
                    cells[cell] = day[i]
            elif basis == FILL_OWN:
                if op_aux[k] & 1:
                    add += own_deductible
                if op_aux[k] & 2:
                    add += own_copay
                if op_aux[k] & 4:
                    add += own_share
            cells[cell] += add
            if (
                k >= 0
                and op_account[k] == account
                and op_carry[k] > 0
                and months_left[2 * i + op_carry[k] % 2] < op_carry[k] // 2
            ):
                cells[cell + 1] += add
