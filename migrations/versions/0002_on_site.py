"""on site

Revision 0002, after 0001.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _desk_up()
    _self_check_in_up()
    _kiosk_up()
    _fleet_up()
    _modes_up()
    _live_up()
    _work_up()
    _layouts_up()
    _printing_up()


def downgrade() -> None:
    _printing_down()
    _layouts_down()
    _work_down()
    _live_down()
    _modes_down()
    _fleet_down()
    _kiosk_down()
    _self_check_in_down()
    _desk_down()


def _desk_up() -> None:
    op.create_table(
        "gone_id",
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_gone_id_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_gone_id")),
    )
    with op.batch_alter_table("gone_id", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gone_id_event_id_gone_at"), ["event_id", "gone_at"], unique=False)

    op.create_table(
        "spare_stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_spare_stock_category_id_category"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_spare_stock_created_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_spare_stock_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_stock")),
        sa.UniqueConstraint("public_id", name=op.f("uq_spare_stock_public_id")),
    )
    with op.batch_alter_table("spare_stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spare_stock_category_id"), ["category_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_spare_stock_event_id"), ["event_id"], unique=False)

    op.create_table(
        "desk_note",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_desk_note_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_desk_note")),
    )
    op.create_table(
        "spare_badge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stock_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=160), nullable=False),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_spare_badge_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["key_id"], ["signing_key.id"], name=op.f("fk_spare_badge_key_id_signing_key")),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["spare_stock.id"], name=op.f("fk_spare_badge_stock_id_spare_stock"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_badge")),
        sa.UniqueConstraint("event_id", "short_code", name=op.f("uq_spare_badge_event_id_short_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_spare_badge_public_id")),
    )
    with op.batch_alter_table("spare_badge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spare_badge_stock_id"), ["stock_id"], unique=False)

    op.create_table(
        "touched_place",
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_touched_place_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_touched_place_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", "registration_id", name=op.f("pk_touched_place")),
    )
    with op.batch_alter_table("touched_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_touched_place_checkpoint_id_touched_at"), ["checkpoint_id", "touched_at"], unique=False
        )

    op.create_table(
        "walk_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("walk_in_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("spare_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "trouble",
            sa.Enum(
                "spare_taken",
                "spare_void",
                "full",
                "over_capacity",
                "device_ended",
                "same_name",
                name="trouble",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_walk_in_device_id_device")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_walk_in_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_walk_in_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["user.id"], name=op.f("fk_walk_in_settled_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["spare_id"], ["spare_badge.id"], name=op.f("fk_walk_in_spare_id_spare_badge"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in")),
        sa.UniqueConstraint("device_id", "walk_in_id", name=op.f("uq_walk_in_device_id_walk_in_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_walk_in_public_id")),
    )
    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_walk_in_event_id_received_at"), ["event_id", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_walk_in_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_walk_in_spare_id"), ["spare_id"], unique=False)

    with op.batch_alter_table("form_field", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_desk", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("walk_in", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(
            "ix_scan_code_digest",
            ["code_digest"],
            unique=False,
            postgresql_where=sa.text("code_digest <> ''"),
            sqlite_where=sa.text("code_digest <> ''"),
        )


def _desk_down() -> None:
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_scan_code_digest",
            postgresql_where=sa.text("code_digest <> ''"),
            sqlite_where=sa.text("code_digest <> ''"),
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("walk_in")

    with op.batch_alter_table("form_field", schema=None) as batch_op:
        batch_op.drop_column("for_desk")

    with op.batch_alter_table("walk_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_walk_in_spare_id"))
        batch_op.drop_index(batch_op.f("ix_walk_in_registration_id"))
        batch_op.drop_index(batch_op.f("ix_walk_in_event_id_received_at"))

    op.drop_table("walk_in")
    with op.batch_alter_table("touched_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_touched_place_checkpoint_id_touched_at"))

    op.drop_table("touched_place")
    with op.batch_alter_table("spare_badge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spare_badge_stock_id"))

    op.drop_table("spare_badge")
    op.drop_table("desk_note")
    with op.batch_alter_table("spare_stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spare_stock_event_id"))
        batch_op.drop_index(batch_op.f("ix_spare_stock_category_id"))

    op.drop_table("spare_stock")
    with op.batch_alter_table("gone_id", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gone_id_event_id_gone_at"))

    op.drop_table("gone_id")


def _self_check_in_up() -> None:
    op.create_table(
        "self_check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("by_screen", sa.Boolean(), nullable=False),
        sa.Column("by_number", sa.Boolean(), nullable=False),
        sa.Column("by_name", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number_turn", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_self_check_in_window")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_self_check_in_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_self_check_in_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check_in")),
        sa.UniqueConstraint("checkpoint_id", name=op.f("uq_self_check_in_checkpoint_id")),
    )
    with op.batch_alter_table("self_check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_check_in_event_id"), ["event_id"], unique=False)
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("onward_zh", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("onward_en", sa.Text(), server_default="", nullable=False))


def _self_check_in_down() -> None:
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.drop_column("onward_en")
        batch_op.drop_column("onward_zh")
    with op.batch_alter_table("self_check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_check_in_event_id"))
    op.drop_table("self_check_in")


def _roles(*names: str) -> sa.Enum:
    return sa.Enum(*names, name="devicerole", native_enum=False, create_constraint=True, length=32)


def _kiosk_up() -> None:
    for table in ("device", "pairing"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("pin", sa.String(length=120), server_default="", nullable=False))
            batch_op.alter_column(
                "role",
                existing_type=_roles("scan", "search", "supervisor"),
                type_=_roles("kiosk", "scan", "search", "supervisor"),
                existing_nullable=False,
            )


def _kiosk_down() -> None:
    """A kiosk becomes a device that scans."""
    for table in ("device", "pairing"):
        op.execute(f"update {table} set role = 'scan' where role = 'kiosk'")  # noqa: S608 - two names from the line above
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                "role",
                existing_type=_roles("kiosk", "scan", "search", "supervisor"),
                type_=_roles("scan", "search", "supervisor"),
                existing_nullable=False,
            )
            batch_op.drop_column("pin")


def _fleet_up() -> None:
    op.create_table(
        "device_report",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("roster_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=True),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("battery", sa.Integer(), nullable=True),
        sa.Column("charging", sa.Boolean(), nullable=True),
        sa.Column("rehearsing", sa.Boolean(), nullable=False),
        sa.Column("build", sa.String(length=40), nullable=False),
        sa.CheckConstraint("battery between 0 and 100", name=op.f("ck_device_report_battery")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_device_report_checkpoint_id_checkpoint"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_report_device_id_device"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_report")),
    )
    op.create_table(
        "device_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_device_message_created_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_message_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_device_message_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_device_message_public_id")),
    )
    with op.batch_alter_table("device_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_device_message_event_id_created_at"), ["event_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_device_message_device_id"), ["device_id"], unique=False)
    op.create_table(
        "message_seen",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_message_seen_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["device_message.id"],
            name=op.f("fk_message_seen_message_id_device_message"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("message_id", "device_id", name=op.f("pk_message_seen")),
    )
    with op.batch_alter_table("message_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_seen_device_id"), ["device_id"], unique=False)
    op.create_table(
        "queue_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user.id"], name=op.f("fk_queue_file_created_by_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_queue_file_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_queue_file_public_id")),
    )
    with op.batch_alter_table("queue_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queue_file_event_id"), ["event_id"], unique=False)


def _fleet_down() -> None:
    for table in ("queue_file", "message_seen", "device_message", "device_report"):
        op.drop_table(table)


def _window(batch_op: Any, before: int, after: int) -> None:
    old, new = sa.String(length=before), sa.String(length=after)
    batch_op.alter_column("window", existing_type=old, type_=new, existing_nullable=False)


def _modes_up() -> None:
    with op.batch_alter_table("scan", schema=None) as batch_op:
        _window(batch_op, 10, 16)
        batch_op.add_column(sa.Column("round", sa.String(length=16), server_default="", nullable=False))
        batch_op.add_column(sa.Column("item", sa.String(length=40), server_default="", nullable=False))
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        _window(batch_op, 10, 16)
        batch_op.add_column(sa.Column("item", sa.String(length=40), server_default="", nullable=False))
    op.create_table(
        "headcount_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_headcount_round_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_headcount_round_device_id_device"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_headcount_round_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["joined_id"],
            ["headcount_round.id"],
            name=op.f("fk_headcount_round_joined_id_headcount_round"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headcount_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_headcount_round_public_id")),
    )
    with op.batch_alter_table("headcount_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_headcount_round_checkpoint_id_started_at"), ["checkpoint_id", "started_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_headcount_round_event_id"), ["event_id"], unique=False)
    op.create_table(
        "headcount_absence",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "other_car",
                "ill",
                "left_behind",
                "unknown",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_headcount_absence_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["headcount_round.id"],
            name=op.f("fk_headcount_absence_round_id_headcount_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "registration_id", name=op.f("pk_headcount_absence")),
    )
    with op.batch_alter_table("headcount_absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_headcount_absence_registration_id"), ["registration_id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("ups", sa.Integer(), nullable=False),
        sa.Column("downs", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ups >= 0 and downs >= 0", name=op.f("ck_tally_numbers")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_tally_checkpoint_id_checkpoint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_tally_device_id_device"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("device_id", "checkpoint_id", "day", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_checkpoint_id"), ["checkpoint_id"], unique=False)
    op.create_table(
        "manifest_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_manifest_print_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_manifest_print_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["printed_by"], ["user.id"], name=op.f("fk_manifest_print_printed_by_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest_print")),
        sa.UniqueConstraint("public_id", name=op.f("uq_manifest_print_public_id")),
    )
    with op.batch_alter_table("manifest_print", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_manifest_print_checkpoint_id_printed_at"), ["checkpoint_id", "printed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_manifest_print_event_id"), ["event_id"], unique=False)


def _modes_down() -> None:
    """What was counted in rounds is forgotten: nothing before this knows of them."""
    for table in ("manifest_print", "tally", "headcount_absence", "headcount_round"):
        op.drop_table(table)
    op.execute('delete from attendance where length("window") > 10')
    op.execute('update scan set "window" = \'\' where length("window") > 10')
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("item")
        _window(batch_op, 16, 10)
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_column("item")
        batch_op.drop_column("round")
        _window(batch_op, 16, 10)


def _partial(name: str, columns: list[str], where: str) -> None:
    """An index over the few lines of the ledger that somebody is to look at."""
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(name, columns, unique=False, postgresql_where=sa.text(where), sqlite_where=sa.text(where))


def _live_up() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_base_id_program_base"), "program_base", ["base_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_registration_base_id"), ["base_id"], unique=False)
    _partial("ix_scan_conflict", ["event_id"], "verdict = 'conflict'")
    _partial("ix_scan_held", ["event_id"], "held")


def _live_down() -> None:
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index("ix_scan_held", postgresql_where=sa.text("held"), sqlite_where=sa.text("held"))
        conflict = sa.text("verdict = 'conflict'")
        batch_op.drop_index("ix_scan_conflict", postgresql_where=conflict, sqlite_where=conflict)
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_base_id"))
        batch_op.drop_constraint(batch_op.f("fk_registration_base_id_program_base"), type_="foreignkey")
        batch_op.drop_column("base_id")


def _work_up() -> None:
    op.create_table(
        "long_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "cancelled",
                name="workstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_work")),
        sa.UniqueConstraint("public_id", name=op.f("uq_long_work_public_id")),
    )
    with op.batch_alter_table("long_work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_long_work_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "ix_long_work_open",
            ["id"],
            unique=False,
            postgresql_where=sa.text("finished_at is null"),
            sqlite_where=sa.text("finished_at is null"),
        )


def _work_down() -> None:
    op.drop_table("long_work")


def _printing_up() -> None:
    op.create_table(
        "print_station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("walk_ins", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_print_station_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["layout_id"],
            ["badge_layout.id"],
            name=op.f("fk_print_station_layout_id_badge_layout"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_station")),
        sa.UniqueConstraint("public_id", name=op.f("uq_print_station_public_id")),
    )
    with op.batch_alter_table("print_station", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_station_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_station_layout_id"), ["layout_id"], unique=False)

    op.create_table(
        "print_station_checkpoint",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
            name=op.f("fk_print_station_checkpoint_checkpoint_id_checkpoint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["print_station.id"],
            name=op.f("fk_print_station_checkpoint_station_id_print_station"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("station_id", "checkpoint_id", name=op.f("pk_print_station_checkpoint")),
    )
    op.create_table(
        "badge_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_badge_claim_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["print_station.id"],
            name=op.f("fk_badge_claim_station_id_print_station"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_claim")),
        sa.UniqueConstraint("registration_id", "generation", name=op.f("uq_badge_claim_registration_id_generation")),
    )
    with op.batch_alter_table("badge_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_claim_station_id"), ["station_id"], unique=False)

    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sorted_by",
                sa.Enum(
                    "pinyin",
                    "strokes",
                    "latin",
                    "group",
                    name="printorder",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="pinyin",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("lanes", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(
            sa.Column(
                "reason",
                sa.Enum("damaged", "lost", name="printreason", native_enum=False, create_constraint=True, length=32),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("station_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_print_job_station_id"), ["station_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_print_job_station_id_print_station"),
            "print_station",
            ["station_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("badge_print", schema=None) as batch_op:
        batch_op.add_column(sa.Column("layout", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("lane", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("digest", sa.String(length=16), server_default="", nullable=False))


def _printing_down() -> None:
    with op.batch_alter_table("badge_print", schema=None) as batch_op:
        for column in ("digest", "position", "lane", "layout"):
            batch_op.drop_column(column)
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_print_job_station_id_print_station"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_print_job_printorder"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_print_job_printreason"), type_="check")
        batch_op.drop_index(batch_op.f("ix_print_job_station_id"))
        for column in ("undone_at", "station_id", "reason", "lanes", "sorted_by"):
            batch_op.drop_column(column)
    op.drop_table("badge_claim")
    op.drop_table("print_station_checkpoint")
    op.drop_table("print_station")


def _layouts_up() -> None:
    op.create_table(
        "badge_image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_badge_image_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_image")),
        sa.UniqueConstraint("event_id", "digest", name=op.f("uq_badge_image_event_id_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_badge_image_public_id")),
    )
    op.create_table(
        "badge_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("begun_from", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_badge_layout_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_layout")),
        sa.UniqueConstraint("public_id", name=op.f("uq_badge_layout_public_id")),
    )
    with op.batch_alter_table("badge_layout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_layout_event_id"), ["event_id"], unique=False)

    op.create_table(
        "layout_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_layout_use_category_id_category"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_layout_use_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["badge_layout.id"], name=op.f("fk_layout_use_layout_id_badge_layout"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout_use")),
    )
    with op.batch_alter_table("layout_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_layout_use_category_id"), ["category_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_layout_use_event_id_category_id"), ["event_id", "category_id"], unique=True
        )
        batch_op.create_index(batch_op.f("ix_layout_use_layout_id"), ["layout_id"], unique=False)
        batch_op.create_index(
            "uq_layout_use_event",
            ["event_id"],
            unique=True,
            postgresql_where=sa.text("category_id is null"),
            sqlite_where=sa.text("category_id is null"),
        )


def _layouts_down() -> None:
    op.drop_table("layout_use")
    op.drop_table("badge_layout")
    op.drop_table("badge_image")
