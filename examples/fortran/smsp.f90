! libsmsp for Fortran. The derived types free their handles when they go out of
! scope, which the variables of a main program never do: declare them in a
! procedure. They are not to be copied by assignment.
module smsp
  use, intrinsic :: iso_c_binding
  implicit none
  private

  integer(c_int32_t), parameter, public :: smsp_ok = 0
  integer(c_int32_t), parameter, public :: smsp_status_unknown = 0, smsp_status_delivered = 1, &
    smsp_status_not_delivered = 2, smsp_status_waiting = 3, smsp_status_not_sent = 4

  type, public :: smsp_entry
    character(:), allocatable :: phone_number
    character(:), allocatable :: status_name ! the server's text, where the library knows no name
    integer(c_int32_t) :: status
    logical :: stop_sms
    integer(c_int64_t) :: date ! seconds since 1970, UTC
  end type

  type, public :: smsp_options
    type(c_ptr) :: handle = c_null_ptr
  contains
    procedure :: set_base_url, set_poll_interval_ms
    final :: free_options
  end type

  type, public :: smsp_client
    private
    type(c_ptr) :: handle = c_null_ptr
  contains
    procedure :: open => open_client
    procedure :: bulk_status, wait
    final :: free_client
  end type

  type, public :: smsp_result
    type(c_ptr) :: handle = c_null_ptr
    logical :: lent = .false. ! in a callback: the library frees it
  contains
    procedure :: error_code, error_message, count => count_entries, count_status, entry
    final :: free_result
  end type

  public :: smsp_error_text

  abstract interface
    ! Returns whether to go on. Fortran has no exceptions; a callback that
    ! cannot go on notes why in a variable and returns .false..
    logical function smsp_progress(polled)
      import :: smsp_result
      type(smsp_result), intent(in) :: polled
    end function
  end interface

  type :: progress_holder ! what a C callback is handed as user_data
    procedure(smsp_progress), pointer, nopass :: on_poll
  end type

  interface
    type(c_ptr) function smsp_options_new() bind(c)
      import
    end function
    integer(c_int32_t) function smsp_options_set_base_url(options, url) bind(c)
      import
      type(c_ptr), value :: options
      character(kind=c_char), intent(in) :: url(*)
    end function
    integer(c_int32_t) function smsp_options_set_poll_interval_ms(options, first, longest) bind(c)
      import
      type(c_ptr), value :: options
      integer(c_int64_t), value :: first, longest
    end function
    subroutine smsp_options_free(options) bind(c)
      import
      type(c_ptr), value :: options
    end subroutine
    type(c_ptr) function smsp_client_new(api_key, options) bind(c)
      import
      character(kind=c_char), intent(in) :: api_key(*)
      type(c_ptr), value :: options
    end function
    type(c_ptr) function smsp_client_bulk_status(client, message_id) bind(c)
      import
      type(c_ptr), value :: client
      character(kind=c_char), intent(in) :: message_id(*)
    end function
    type(c_ptr) function smsp_client_wait(client, message_id, max_wait_ms, on_poll, data) bind(c)
      import
      type(c_ptr), value :: client, data
      character(kind=c_char), intent(in) :: message_id(*)
      integer(c_int64_t), value :: max_wait_ms
      type(c_funptr), value :: on_poll
    end function
    subroutine smsp_client_free(client) bind(c)
      import
      type(c_ptr), value :: client
    end subroutine
    integer(c_int32_t) function smsp_result_error_code(result) bind(c)
      import
      type(c_ptr), value :: result
    end function
    type(c_ptr) function smsp_result_error_message(result) bind(c)
      import
      type(c_ptr), value :: result
    end function
    integer(c_int32_t) function smsp_result_count(result) bind(c)
      import
      type(c_ptr), value :: result
    end function
    integer(c_int32_t) function smsp_result_count_status(result, status) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: status
    end function
    type(c_ptr) function smsp_result_phone_number(result, index) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: index
    end function
    integer(c_int32_t) function smsp_result_status(result, index) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: index
    end function
    type(c_ptr) function smsp_result_status_text(result, index) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: index
    end function
    integer(c_int32_t) function smsp_result_stop_sms(result, index) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: index
    end function
    integer(c_int64_t) function smsp_result_date(result, index) bind(c)
      import
      type(c_ptr), value :: result
      integer(c_int32_t), value :: index
    end function
    subroutine smsp_result_free(result) bind(c)
      import
      type(c_ptr), value :: result
    end subroutine
    type(c_ptr) function smsp_status_name(status) bind(c)
      import
      integer(c_int32_t), value :: status
    end function
    type(c_ptr) function c_error_text(code) bind(c, name='smsp_error_text')
      import
      integer(c_int32_t), value :: code
    end function
    integer(c_size_t) function c_strlen(text) bind(c, name='strlen')
      import
      type(c_ptr), value :: text
    end function
  end interface

contains

  function text_of(pointer) result(text)
    type(c_ptr), intent(in) :: pointer
    character(:), allocatable :: text
    character(kind=c_char), pointer :: bytes(:)
    integer :: i

    call c_f_pointer(pointer, bytes, [c_strlen(pointer)])
    allocate (character(size(bytes)) :: text)
    do i = 1, size(bytes)
      text(i:i) = bytes(i)
    end do
  end function

  function smsp_error_text(code) result(text)
    integer(c_int32_t), intent(in) :: code
    character(:), allocatable :: text
    text = text_of(c_error_text(code))
  end function

  integer(c_int32_t) function set_base_url(self, url) result(code)
    class(smsp_options), intent(inout) :: self
    character(*), intent(in) :: url
    if (.not. c_associated(self%handle)) self%handle = smsp_options_new()
    code = smsp_options_set_base_url(self%handle, url//c_null_char)
  end function

  integer(c_int32_t) function set_poll_interval_ms(self, first, longest) result(code)
    class(smsp_options), intent(inout) :: self
    integer, intent(in) :: first, longest
    if (.not. c_associated(self%handle)) self%handle = smsp_options_new()
    code = smsp_options_set_poll_interval_ms(self%handle, int(first, c_int64_t), &
                                             int(longest, c_int64_t))
  end function

  subroutine free_options(self)
    type(smsp_options), intent(inout) :: self
    call smsp_options_free(self%handle)
    self%handle = c_null_ptr
  end subroutine

  subroutine open_client(self, api_key, options)
    class(smsp_client), intent(inout) :: self
    character(*), intent(in) :: api_key
    type(smsp_options), intent(in) :: options
    call smsp_client_free(self%handle)
    self%handle = smsp_client_new(api_key//c_null_char, options%handle)
  end subroutine

  subroutine bulk_status(self, message_id, answer)
    class(smsp_client), intent(in) :: self
    character(*), intent(in) :: message_id
    type(smsp_result), intent(out) :: answer
    answer%handle = smsp_client_bulk_status(self%handle, message_id//c_null_char)
  end subroutine

  subroutine wait(self, message_id, max_wait_ms, on_poll, answer)
    class(smsp_client), intent(in) :: self
    character(*), intent(in) :: message_id
    integer, intent(in) :: max_wait_ms
    procedure(smsp_progress) :: on_poll
    type(smsp_result), intent(out) :: answer
    type(progress_holder), target :: holder

    holder%on_poll => on_poll
    answer%handle = smsp_client_wait(self%handle, message_id//c_null_char, &
                                     int(max_wait_ms, c_int64_t), c_funloc(trampoline), &
                                     c_loc(holder))
  end subroutine

  integer(c_int32_t) function trampoline(handle, data) bind(c)
    type(c_ptr), value :: handle, data
    type(progress_holder), pointer :: holder
    type(smsp_result) :: polled

    call c_f_pointer(data, holder)
    polled%handle = handle
    polled%lent = .true.
    trampoline = merge(1, 0, holder%on_poll(polled))
  end function

  subroutine free_client(self)
    type(smsp_client), intent(inout) :: self
    call smsp_client_free(self%handle)
    self%handle = c_null_ptr
  end subroutine

  integer(c_int32_t) function error_code(self)
    class(smsp_result), intent(in) :: self
    error_code = smsp_result_error_code(self%handle)
  end function

  function error_message(self) result(text)
    class(smsp_result), intent(in) :: self
    character(:), allocatable :: text
    text = text_of(smsp_result_error_message(self%handle))
  end function

  integer(c_int32_t) function count_entries(self)
    class(smsp_result), intent(in) :: self
    count_entries = smsp_result_count(self%handle)
  end function

  integer(c_int32_t) function count_status(self, status)
    class(smsp_result), intent(in) :: self
    integer(c_int32_t), intent(in) :: status
    count_status = smsp_result_count_status(self%handle, status)
  end function

  ! The entry number 1 to count().
  type(smsp_entry) function entry(self, number)
    class(smsp_result), intent(in) :: self
    integer, intent(in) :: number
    integer(c_int32_t) :: index

    index = number - 1
    entry%phone_number = text_of(smsp_result_phone_number(self%handle, index))
    entry%status = smsp_result_status(self%handle, index)
    if (entry%status == smsp_status_unknown) then
      entry%status_name = text_of(smsp_result_status_text(self%handle, index))
    else
      entry%status_name = text_of(smsp_status_name(entry%status))
    end if
    entry%stop_sms = smsp_result_stop_sms(self%handle, index) /= 0
    entry%date = smsp_result_date(self%handle, index)
  end function

  subroutine free_result(self)
    type(smsp_result), intent(inout) :: self
    if (.not. self%lent) call smsp_result_free(self%handle)
    self%handle = c_null_ptr
  end subroutine
end module
